import { beforeAll, describe, expect, it } from 'vitest';
import { diagnose, RULES } from '../../src/findings/diagnose.ts';
import type { GatheredFacts } from '../../src/findings/facts.ts';
import { reportFindings } from '../../src/findings/finding.ts';
import type { ReportFinding } from '../../src/report/report.ts';
import type { FakeHostOptions } from '../credentials/fake-host.ts';
import { ACCOUNT, allowed, credentialFailure, evidence, factsOf, NO_ROLE } from './facts-of.ts';
import { broken, CASES, denyBy, KEYS, SSO, WELL } from './finding-cases.ts';

async function findingsOf(
  machine: FakeHostOptions,
  changes: Partial<GatheredFacts>,
): Promise<readonly ReportFinding[]> {
  return reportFindings(diagnose(await factsOf(machine, changes)));
}

describe('diagnose', () => {
  it('says which rule failed, and goes on with the others', async () => {
    const facts = await factsOf({ ...WELL, env: { AWS_REGION: 'us-east-1' } });
    const failing = () => {
      throw new TypeError('topsecretvalue');
    };
    const found = reportFindings(diagnose(facts, { failing, ...RULES }));
    expect(found.map(({ code }) => code)).toEqual(['internal-error', 'env-region-ignored']);
    expect(found[0]).toMatchObject({
      severity: 'error',
      detail: 'The rule "failing" stopped with TypeError. What it would have found is not in this report.',
      fix: [{ kind: 'ask' }],
    });
    expect(JSON.stringify(found)).not.toContain('topsecretvalue');
  });

  it('finds nothing where all is well', async () => {
    expect(await findingsOf(WELL, {})).toEqual([]);
  });

  it('puts errors first, hints last', async () => {
    const severities = (
      await findingsOf(
        { files: { '~/.aws/config': SSO }, env: { AWS_PROFILE: 'dev' } },
        {
          credentials: credentialFailure('sso-token-expired'),
          role: NO_ROLE,
          capabilities: evidence(() => undefined),
        },
      )
    ).map(({ severity }) => severity);
    expect(severities).toEqual(['error', 'error', 'warning', 'info', 'info']);
  });
});

describe('what a finding says', () => {
  let ssoExpired: ReportFinding | undefined;
  beforeAll(async () => {
    const facts = await factsOf(
      {
        files: { '~/.aws/config': SSO.replace('[profile dev]', '[profile "my team"]') },
        env: { AWS_PROFILE: 'my team' },
      },
      { credentials: credentialFailure('sso-token-expired') },
    );
    ssoExpired = reportFindings(diagnose(facts)).find(({ code }) => code === 'sso-token-expired');
  });

  it('fills the real profile name into the command, quoted for a shell', () => {
    expect(ssoExpired?.fix).toEqual([{ kind: 'command', text: "aws sso login --profile 'my team'" }]);
  });

  it('says why an SSO login does not renew itself', async () => {
    const found = await findingsOf(WELL, {
      credentials: credentialFailure('sso-token-expired'),
      ssoLogin: {
        kind: 'expired',
        tokenFile: '~/.aws/sso/cache/a.json',
        since: 0,
        why: 'registration-expired',
        hiddenBy: undefined,
      },
    });
    const detail = found.find(({ code }) => code === 'sso-token-expired')?.detail;
    expect(detail).toContain("client's registration");
  });

  it('names file and line of a duplicate section', async () => {
    const [found] = await findingsOf(broken('[profile a]\nregion = x\n[profile a]\n'), {});
    expect(found?.detail).toMatch(/^~\/\.aws\/config:3 repeats section/);
    expect(found?.at).toEqual({ file: '~/.aws/config', line: 3 });
  });

  it('lists the other profiles and how to make one the default', async () => {
    const [found] = await findingsOf(
      { files: { '~/.aws/credentials': `[dev]\n${KEYS}[prod]\n${KEYS}` } },
      { credentials: { kind: 'none' } },
    );
    expect(found?.detail).toContain('dev, prod');
    expect(found?.fix).toEqual([
      { kind: 'command', text: 'export AWS_PROFILE=dev' },
      { kind: 'edit', text: 'in ~/.aws/credentials:1, change [dev] to [default]' },
    ]);
  });

  it('says where a wrong profile comes from and how to get rid of it', async () => {
    const [found] = await findingsOf(
      { ...WELL, env: { AWS_PROFILE: 'nope' } },
      { credentials: credentialFailure('profile-not-found') },
    );
    expect(found?.detail).toContain('AWS_PROFILE');
    expect(found?.fix).toEqual([{ kind: 'command', text: 'unset AWS_PROFILE' }]);
  });

  it('gives the statement to add with the account filled in', async () => {
    const [found] = await findingsOf(WELL, {
      capabilities: evidence((permission) =>
        permission.requirement.action === 'ec2:StopInstances' ? denyBy('no-allow') : allowed,
      ),
    });
    expect(found?.code).toBe('permissions-missing');
    expect(JSON.parse(found?.fix[0]?.text ?? '')).toEqual({
      Effect: 'Allow',
      Action: 'ec2:StopInstances',
      Resource: `arn:aws:ec2:*:${ACCOUNT}:instance/*`,
    });
  });

  it('asks for the one-line statement about itself where the simulator may not be called', async () => {
    const found = await findingsOf(WELL, CASES.find(([code]) => code === 'simulator-not-allowed')?.[2] ?? {});
    expect(JSON.parse(found[0]?.fix[0]?.text ?? '')).toEqual({
      Effect: 'Allow',
      Action: 'iam:SimulatePrincipalPolicy',
      Resource: `arn:aws:iam::${ACCOUNT}:user/dev`,
    });
  });

  it('is graver where nothing works, or the capability was asked for', async () => {
    const storageDenied = evidence((permission) =>
      permission.requirement.capability === 'storage' ? denyBy('no-allow') : allowed,
    );
    const severity = async (changes: Partial<GatheredFacts>) =>
      (await findingsOf(WELL, changes)).find(({ code }) => code === 'permissions-missing')?.severity;
    expect(await severity({ capabilities: storageDenied })).toBe('warning');
    expect(await severity({ capabilities: storageDenied, required: ['storage'] })).toBe('error');
    expect(await severity({ capabilities: evidence(() => denyBy('no-allow')) })).toBe('error');
  });

  it('tells how far the clock is off, and which way', async () => {
    const [found] = await findingsOf(WELL, CASES.find(([code]) => code === 'clock-skew')?.[2] ?? {});
    expect(found?.detail).toContain("20 minutes behind AWS's");
  });
});
