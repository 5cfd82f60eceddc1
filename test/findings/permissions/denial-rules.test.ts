import { describe, expect, it } from 'vitest';
import type { Denial } from '../../../src/aws/denial/denial.ts';
import { diagnose } from '../../../src/findings/diagnose.ts';
import type { Facts, GatheredFacts } from '../../../src/findings/facts.ts';
import { type Finding, reportFindings } from '../../../src/findings/finding.ts';
import type { Evidence } from '../../../src/permissions/decision.ts';
import { LAYERS } from '../../../src/permissions/decision.ts';
import { DENIED_BY_QUARANTINE, DENIED_WITHOUT_MFA, deniedIn } from '../../permissions/denials.ts';
import { ACCOUNT, allowed, evidence, factsOf, failureOf, USER } from '../facts-of.ts';

const KEYS = 'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = topsecretvalue\n';
const RUN = 'ec2:RunInstances';

/** An account in which one action is denied, and everything else allowed. */
const denyingRun = (denial: Evidence, otherwise: Evidence = allowed): Partial<GatheredFacts> => ({
  capabilities: evidence(({ requirement }) => (requirement.action === RUN ? denial : otherwise)),
});

async function findings(
  changes: Partial<GatheredFacts>,
  profile = '[default]\n',
): Promise<readonly Finding[]> {
  const machine = { files: { '~/.aws/credentials': `${profile}${KEYS}` } };
  return diagnose(await factsOf(machine, changes));
}

const stepsOf = (finding: Finding | undefined) =>
  reportFindings(finding === undefined ? [] : [finding])[0]?.fix;
const dry = (denial: Denial): Evidence => ({
  kind: 'dry-run',
  decision: 'denied',
  reason: 'because',
  denial,
});

const SET: Partial<GatheredFacts> = {
  identity: {
    ...USER,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/AWSReservedSSO_MlEngineer_0123456789abcdef/jo`,
    principal: {
      kind: 'role-session',
      roleName: 'AWSReservedSSO_MlEngineer_0123456789abcdef',
      sessionName: 'jo',
      roleArns: [`arn:aws:iam::${ACCOUNT}:role/x`],
      permissionSet: 'MlEngineer',
    },
  } as Facts['identity'],
};

describe('a denial', () => {
  it.each(LAYERS.filter((layer) => layer !== 'no-allow' && layer !== 'unknown'))(
    'by %s is answered with no statement, and with whom to ask',
    async (layer) => {
      const found = await findings(
        denyingRun(deniedIn(layer), { kind: 'read', decision: 'allowed', reason: 'x' }),
      );
      expect(found.map(({ code }) => code)).not.toContain('permissions-missing');
      const blocked = found.find(({ code }) => code === 'permissions-blocked');
      expect(blocked?.detail).toContain('will not help');
      expect(stepsOf(blocked)).toEqual([{ kind: 'ask', text: expect.stringMatching(/^Ask .*RunInstances/) }]);
    },
  );

  it('names policy and statement where AWS does', async () => {
    const policy = 'arn:aws:organizations::444455556666:policy/o-a/service_control_policy/p-b';
    const statements = [{ sid: 'OnlyEurope', conditions: [], resources: ['*'] }];
    const found = await findings(
      denyingRun(dry({ cause: { kind: 'explicit-deny', in: 'scp', policy, statements } })),
    );
    const detail = found.find(({ code }) => code === 'permissions-blocked')?.detail;
    expect(detail).toContain(policy);
    expect(detail).toContain('"OnlyEurope"');
    expect(detail).toContain('service control policy');
  });

  it('without a reason is not called a missing permission', async () => {
    const found = await findings(denyingRun(deniedIn('unknown', 'dry-run'), { ...allowed, kind: 'read' }));
    const unexplained = found.find(({ code }) => code === 'denied-without-reason');
    expect(unexplained?.detail).toContain('gives no reason');
    expect(unexplained?.fix.map(({ kind }) => kind)).toEqual(['statement']);
    expect(JSON.stringify(found)).not.toContain('No policy of this identity allows');
    expect(JSON.stringify(found)).not.toContain('no policy of this identity allows');
  });

  it('has the link and the command that explain it', async () => {
    const link =
      'https://us-east-1.console.aws.amazon.com/iam/home?region=us-east-1#/authorization-details/a1';
    for (const cause of [
      { kind: 'missing-allow', in: 'identity' },
      { kind: 'unexplained' },
      { kind: 'explicit-deny', in: 'scp', statements: [] },
    ] as const) {
      const denial = { cause, authorization: { id: 'a1', region: 'us-east-1', link } };
      const [found] = (await findings(denyingRun(dry(denial)))).filter(({ code }) =>
        /^(permissions|denied)-/.test(code),
      );
      expect(found?.detail).toContain(link);
      expect(stepsOf(found)?.map(({ text }) => text)).toContainEqual(
        expect.stringMatching(
          /^aws iam-toolbox get-request-authorization-details --region us-east-1 --authorization-id a1 /,
        ),
      );
    }
  });
});

describe('a leaked key', () => {
  it('is the finding, with a new key first and the policy last', async () => {
    const found = await findings(denyingRun(DENIED_BY_QUARANTINE));
    expect(found.map(({ code }) => code)).not.toContain('permissions-blocked');
    const leaked = found.find(({ code }) => code === 'access-key-quarantined');
    expect(leaked?.severity).toBe('error');
    expect(stepsOf(leaked)?.map(({ text }) => text)).toEqual([
      expect.stringContaining('administrator'),
      'aws iam create-access-key --profile ADMIN --user-name dev',
      expect.stringContaining('aws iam delete-access-key --profile ADMIN --user-name dev'),
      'aws iam detach-user-policy --profile ADMIN --user-name dev --policy-arn arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3',
    ]);
  });

  it('is found where only the simulator names the policy', async () => {
    const denial: Denial = {
      cause: {
        kind: 'explicit-deny',
        in: 'identity',
        policy: 'AWSCompromisedKeyQuarantineV2',
        statements: [],
      },
    };
    const found = await findings(denyingRun({ ...dry(denial), kind: 'simulation' }));
    const leaked = found.find(({ code }) => code === 'access-key-quarantined');
    expect(stepsOf(leaked)?.at(-1)?.text).toContain('arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV2');
  });
});

describe('multi-factor authentication', () => {
  const codesOf = (found: readonly Finding[]) => found.map(({ code }) => code);

  it('is what lacks where the statement says so: the whole line for the device of the profile', async () => {
    const profile = `[default]\nmfa_serial = arn:aws:iam::${ACCOUNT}:mfa/dev\n`;
    const found = await findings(denyingRun(DENIED_WITHOUT_MFA), profile);
    expect(codesOf(found)).not.toContain('permissions-blocked');
    const lacking = found.find(({ code }) => code === 'denied-without-mfa');
    expect(lacking?.detail).toContain('"NeedMfa"');
    expect(stepsOf(lacking)?.[0]?.text).toMatch(
      new RegExp(
        `^aws sts get-session-token --serial-number arn:aws:iam::${ACCOUNT}:mfa/dev --token-code CODE`,
      ),
    );
  });

  it('has the device looked up where the profile names none', async () => {
    const found = await findings(denyingRun(DENIED_WITHOUT_MFA));
    const steps = stepsOf(found.find(({ code }) => code === 'denied-without-mfa'));
    expect(steps?.map(({ text }) => text)).toEqual([
      'aws iam list-mfa-devices --user-name dev',
      expect.stringContaining('aws sts get-session-token --serial-number'),
    ]);
  });

  it('is what lacks where the simulator hangs on it', async () => {
    const hangs: Evidence = {
      kind: 'simulation',
      decision: 'unknown',
      reason: 'x',
      conditionKeys: ['aws:MultiFactorAuthPresent'],
    };
    const capabilities = evidence(({ requirement }) => (requirement.action === RUN ? hangs : allowed)).map(
      (capability) => ({
        ...capability,
        permissions: capability.permissions.map((decided) =>
          decided.permission.requirement.action === RUN
            ? {
                ...decided,
                decision: 'denied' as const,
                layer: 'explicit-deny' as const,
                denial: { cause: { kind: 'explicit-deny', in: 'identity', statements: [] } } as const,
              }
            : decided,
        ),
      }),
    );
    expect(codesOf(await findings({ capabilities }))).toContain('denied-without-mfa');
  });

  it('is offered beside whom to ask where the policies have a condition on it and nothing allows', async () => {
    const conditional = [{ conditions: [{ key: 'aws:MultiFactorAuthPresent', values: [] }] }];
    const denial: Denial = { cause: { kind: 'missing-allow', in: 'identity', conditional } };
    const found = await findings(denyingRun({ ...dry(denial), kind: 'simulation' }));
    const steps = stepsOf(found.find(({ code }) => code === 'permissions-blocked'));
    expect(steps?.map(({ kind }) => kind)).toEqual(['command', 'command', 'ask']);
    expect(codesOf(found)).not.toContain('permissions-missing');
  });

  it('is suspected where a long-term key may do nothing at all, or the profile names a device', async () => {
    const bare = deniedIn('explicit-deny', 'dry-run');
    const really: Evidence = { kind: 'read', decision: 'allowed', reason: 'x' };
    const device = `[default]\nmfa_serial = arn:aws:iam::${ACCOUNT}:mfa/dev\n`;
    expect(codesOf(await findings(denyingRun(bare, bare)))).toContain('denied-without-mfa');
    expect(codesOf(await findings(denyingRun(bare, really), device))).toContain('denied-without-mfa');
    expect(codesOf(await findings(denyingRun(bare, really)))).not.toContain('denied-without-mfa');
  });

  it('is what lacks for all that a bare Deny stops beside what it is known to stop', async () => {
    const really: Evidence = { kind: 'read', decision: 'allowed', reason: 'x' };
    const capabilities = evidence(({ requirement }) => {
      if (requirement.action === RUN) return DENIED_WITHOUT_MFA;
      return requirement.action === 'ec2:DescribeVpcs' ? deniedIn('explicit-deny', 'read') : really;
    });
    const found = await findings({ capabilities });
    expect(codesOf(found)).not.toContain('permissions-blocked');
    expect(found.filter(({ code }) => code === 'denied-without-mfa')).toHaveLength(1);
  });

  it('is not suspected of temporary credentials, or where AWS names the policy', async () => {
    const bare = deniedIn('explicit-deny', 'dry-run');
    const named = dry({ cause: { kind: 'explicit-deny', in: 'identity', policy: 'arn:x', statements: [] } });
    expect(codesOf(await findings(denyingRun(named, named)))).not.toContain('denied-without-mfa');
    expect(codesOf(await findings({ ...denyingRun(bare, bare), ...SET }))).not.toContain(
      'denied-without-mfa',
    );
  });
});

describe('the role of a permission set', () => {
  it('is not edited: its administrators are asked', async () => {
    const found = await findings({ ...denyingRun(deniedIn('no-allow')), ...SET });
    const steps = stepsOf(found.find(({ code }) => code === 'permissions-missing'));
    expect(steps?.map(({ kind }) => kind)).toEqual(['ask', 'statement']);
    expect(steps?.[0]?.text).toContain('"MlEngineer"');
  });

  it('has its boundary changed by them, too', async () => {
    const found = await findings({ ...denyingRun(deniedIn('permissions-boundary')), ...SET });
    const steps = stepsOf(found.find(({ code }) => code === 'permissions-blocked'));
    expect(steps?.at(-1)?.text).toContain('"MlEngineer"');
  });

  it('is changed by them where a Deny of it stops', async () => {
    const found = await findings({ ...denyingRun(deniedIn('explicit-deny')), ...SET });
    const steps = stepsOf(found.find(({ code }) => code === 'permissions-blocked'));
    expect(steps?.[0]?.text).toContain('"MlEngineer"');
  });

  it('has the simulator allowed by them', async () => {
    const failure = failureOf('denied', 'AccessDenied', {
      denial: { cause: { kind: 'missing-allow', in: 'identity' } },
    });
    const found = await findings({
      ...SET,
      simulation: { kind: 'not-allowed', principalArn: 'arn:x', failure },
    });
    const steps = stepsOf(found.find(({ code }) => code === 'simulator-not-allowed'));
    expect(steps?.map(({ kind }) => kind)).toEqual(['ask', 'statement']);
  });
});

describe('a simulator that may not be called', () => {
  it.each(LAYERS)('by %s', async (layer) => {
    const denied = deniedIn(layer);
    const failure = failureOf(
      'denied',
      'AccessDenied',
      denied.decision === 'denied' ? { denial: denied.denial } : {},
    );
    const found = await findings({ simulation: { kind: 'not-allowed', principalArn: 'arn:x', failure } });
    const steps = stepsOf(found.find(({ code }) => code === 'simulator-not-allowed'));
    const helps = layer === 'no-allow' || layer === 'unknown';
    expect(steps?.map(({ kind }) => kind)).toEqual([helps ? 'statement' : 'ask']);
  });
});

describe('a statement that looks at who calls', () => {
  const on = (key: string, ...values: readonly string[]): Evidence =>
    dry({
      action: RUN,
      cause: {
        kind: 'explicit-deny',
        in: 'scp',
        statements: [{ sid: 'Guard', conditions: [{ key, values }], resources: ['*'] }],
      },
    });

  it.each([
    ['aws:SourceIp', ['198.51.100.0/24'], 'whoever runs the network'],
    ['aws:SourceVpce', ['vpce-1'], 'whoever runs the network'],
    ['aws:PrincipalTag/team', ['ml'], `give arn:aws:iam::${ACCOUNT}:user/dev the tag team (ml).`],
    ['aws:PrincipalTag/team', ['true'], `give arn:aws:iam::${ACCOUNT}:user/dev the tag team.`],
  ])('on %s %j says so, and what helps', async (key, values, step) => {
    const found = await findings(denyingRun(on(key, ...values)));
    const blocked = found.find(({ code }) => code === 'permissions-blocked');
    expect(blocked?.detail).toContain(`Its condition is on ${key} (${values.join(', ')}).`);
    expect(stepsOf(blocked)?.[0]?.text).toContain(step);
  });

  it('on the time of the session says that it was revoked', async () => {
    const found = await findings(denyingRun(on('aws:TokenIssueTime', '2026-12-01T00:00:00Z')));
    expect(found.find(({ code }) => code === 'permissions-blocked')?.detail).toContain('were revoked');
  });

  const locked = { kind: 'read', decision: 'unknown', reason: 'x' } as const;
  const bareDeny = (layer: 'identity' | 'scp') =>
    dry({ action: RUN, cause: { kind: 'explicit-deny', in: layer, statements: [] } });
  const asRole: Partial<GatheredFacts> = {
    identity: {
      ...USER,
      principal: {
        kind: 'role-session',
        roleName: 'ci',
        sessionName: 'job',
        roleArns: ['arn:aws:iam::1:role/ci'],
      },
    } as Facts['identity'],
  };
  const READ = { kind: 'read', decision: 'allowed', reason: 'x' } as const;

  it.each<[string, Partial<GatheredFacts>, RegExp | undefined]>([
    [
      'of a role that may do nothing',
      { ...denyingRun(bareDeny('identity'), locked), ...asRole },
      /AWSRevokeOlderSessions/,
    ],
    [
      'of a role that may do other things',
      { ...denyingRun(bareDeny('identity'), READ), ...asRole },
      undefined,
    ],
    ['of anybody who may do nothing', denyingRun(bareDeny('scp'), locked), /address or the network/],
    ['of anybody who may do other things', denyingRun(bareDeny('scp'), READ), undefined],
    [
      'of the role of a permission set',
      { ...denyingRun(bareDeny('identity'), locked), ...SET },
      /address or the network/,
    ],
  ])('and is not named, %s, is guessed only there', async (_title, changes, expected) => {
    const found = await findings(changes);
    const detail = found.find(({ code }) => code === 'permissions-blocked')?.detail ?? '';
    const guess = /AWSRevokeOlderSessions|address or the network/;
    if (expected === undefined) expect(detail).not.toMatch(guess);
    else expect(detail).toMatch(expected);
  });

  it('may be an Allow whose condition is not met, where a key may do nothing', async () => {
    const none = dry({ action: RUN, cause: { kind: 'missing-allow', in: 'identity' } });
    const device = '[default]\nmfa_serial = arn:aws:iam::111122223333:mfa/me\n';
    const missing = (found: readonly Finding[]) => found.find(({ code }) => code === 'permissions-missing');
    const withDevice = missing(await findings(denyingRun(none, locked), device));
    expect(withDevice?.detail).toContain('a condition which is not met here');
    expect(stepsOf(withDevice)?.map(({ kind }) => kind)).toEqual(['command', 'statement']);
    expect(stepsOf(missing(await findings(denyingRun(none, locked))))?.map(({ kind }) => kind)).toEqual([
      'statement',
    ]);
    expect(stepsOf(missing(await findings(denyingRun(none, READ), device)))?.map(({ kind }) => kind)).toEqual(
      ['statement'],
    );
  });

  it('wants a session of the long-term key, where the keys are those of a session', async () => {
    const session = {
      kind: 'loaded',
      provider: 'env',
      location: 'x',
      credentials: { accessKeyId: 'ASIAIOSFODNN7EXAMPLE', secretAccessKey: 's', sessionToken: 't' },
    } as const;
    const found = await findings({
      ...denyingRun(on('aws:MultiFactorAuthAge', '3600')),
      credentials: session,
    });
    const steps = stepsOf(found.find(({ code }) => code === 'denied-without-mfa'));
    expect(steps?.at(-1)?.text).toContain('--profile PROFILE_OF_THE_LONG_TERM_KEY');
  });
});

describe('a security group that may not be made', () => {
  it.each([
    ['scp', ['ec2:CreateSecurityGroup', 'ec2:AuthorizeSecurityGroupIngress'], true],
    ['scp', ['ec2:AuthorizeSecurityGroupIngress'], true],
    ['scp', ['ec2:AuthorizeSecurityGroupIngress', 'ec2:StopInstances'], false],
  ] as const)('by %s for %j: SkyPilot can be given one: %s', async (layer, actions, helps) => {
    const capabilities = evidence(({ requirement }) =>
      actions.some((action) => action === requirement.action) ? deniedIn(layer) : allowed,
    );
    const found = await findings({ capabilities });
    const steps = stepsOf(found.find(({ code }) => code === 'permissions-blocked')) ?? [];
    expect(steps.some(({ text }) => text.includes('aws.security_group_name'))).toBe(helps);
  });
});
