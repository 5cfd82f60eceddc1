/** What a report says to do next: the launch, the policy that lacks with the role, and where the profile was set. */
import { describe, expect, it } from 'vitest';
import { assembleReport } from '../../src/check/assemble-report.ts';
import { judge } from '../../src/check/verdict.ts';
import { diagnose } from '../../src/findings/diagnose.ts';
import type { GatheredFacts } from '../../src/findings/facts.ts';
import type { Evidence } from '../../src/permissions/decision.ts';
import type { Report } from '../../src/report/report.ts';
import type { FakeHostOptions } from '../credentials/fake-host.ts';
import { allowed, evidence, factsOf, NO_ROLE, ROLE } from '../findings/facts-of.ts';
import { deniedIn } from '../permissions/denials.ts';

const KEYS = 'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = topsecretvalue\n';
const WELL: FakeHostOptions = { files: { '~/.aws/credentials': `[default]\n${KEYS}[dev]\n${KEYS}` } };

async function reportOf(machine: FakeHostOptions, changes: Partial<GatheredFacts> = {}): Promise<Report> {
  const facts = await factsOf(machine, changes);
  const findings = diagnose(facts);
  const frame = { version: '1.2.3', sandbox: undefined, checkedAt: Date.UTC(2026, 10, 30, 12) };
  return assembleReport(facts, findings, judge(facts, findings), frame);
}

describe('the next command', () => {
  const flagged: Partial<GatheredFacts> = {
    profileChosenBy: 'flag',
    profile: { value: 'dev', type: 'manual', location: '--profile' },
  };
  const next = async (machine: FakeHostOptions, changes: Partial<GatheredFacts> = {}) =>
    (await reportOf(machine, changes)).next;

  it('is the launch', async () => {
    expect(await next(WELL)).toBe('sky launch --cloud aws');
  });

  it('is the launch after what chooses the profile that was checked', async () => {
    expect(await next(WELL, flagged)).toBe('export AWS_PROFILE=dev && sky launch --cloud aws');
    expect(await next({ ...WELL, env: { AWS_DEFAULT_PROFILE: 'ops' } }, flagged)).toBe(
      'unset AWS_DEFAULT_PROFILE && export AWS_PROFILE=dev && sky launch --cloud aws',
    );
  });

  it('is none where a file has to be changed first', async () => {
    const sky = 'workspaces: {default: {aws: {profile: ops}}}\n';
    expect(await next({ files: { ...WELL.files, '~/.sky/config.yaml': sky } }, flagged)).toBeNull();
  });
});

describe('where the profile was set', () => {
  const places = async (env: Record<string, string>) => {
    const start = 'export AWS_PROFILE=dev\nexport AWS_DEFAULT_PROFILE=dev\n';
    const { profile } = await reportOf({ files: { ...WELL.files, '~/.bashrc': start }, env });
    return profile.setAt;
  };
  it('is the line of the variable that counts', async () => {
    expect(await places({ AWS_PROFILE: 'dev' })).toEqual([{ file: '~/.bashrc', line: 1 }]);
    expect(await places({ AWS_PROFILE: 'dev', AWS_DEFAULT_PROFILE: 'dev' })).toEqual([
      { file: '~/.bashrc', line: 2 },
    ]);
    expect(await places({})).toEqual([]);
  });
});

describe('the policy that lacks', () => {
  const STOP = 'ec2:StopInstances';
  /** One action is denied, and those that make the role are as given. */
  const making = (creation: Evidence | undefined): Partial<GatheredFacts> => ({
    capabilities: evidence(({ requirement }) => {
      if (requirement.action === STOP) return deniedIn('no-allow');
      return requirement.capability === 'auto-role' ? creation : allowed;
    }),
  });
  const makesRole = async (role: GatheredFacts['role'], creation: Evidence | undefined, sky?: string) => {
    const files = sky === undefined ? WELL.files : { ...WELL.files, '~/.sky/config.yaml': sky };
    const { missingPolicy } = await reportOf({ files: files ?? {} }, { role, ...making(creation) });
    const actions = missingPolicy?.Statement.flatMap(({ Action }) => Action) ?? [];
    expect(actions).toContain(STOP);
    return actions.some((action) => /^iam:(Create|AddRole|Attach)/.test(action));
  };
  const EMPTY: GatheredFacts['role'] = {
    ...NO_ROLE,
    state: 'profile-without-role',
    readiness: { ...NO_ROLE.readiness, profile: 'exists' },
  };

  it.each<[string, GatheredFacts['role'], Evidence | undefined, string | undefined, boolean]>([
    ['makes the role where it is missing and this is denied', NO_ROLE, deniedIn('no-allow'), undefined, true],
    ['makes it where that is not known', NO_ROLE, undefined, undefined, true],
    ['fills the instance profile that is empty', EMPTY, deniedIn('no-allow'), undefined, true],
    ['does not where this identity may', NO_ROLE, allowed, undefined, false],
    ['does not where the role is there', ROLE, deniedIn('no-allow'), undefined, false],
    [
      'does not where nobody looked',
      { ...NO_ROLE, state: 'unknown' },
      deniedIn('no-allow'),
      undefined,
      false,
    ],
    [
      'does not where the role is one of the configuration',
      { ...NO_ROLE, name: 'mine' },
      deniedIn('no-allow'),
      'aws: {remote_identity: mine}\n',
      false,
    ],
  ])('%s', async (_title, role, creation, sky, expected) => {
    expect(await makesRole(role, creation, sky)).toBe(expected);
  });

  it('repeats the region that was typed', async () => {
    const line = async (region: GatheredFacts['region']) =>
      (await reportOf(WELL, { region, ...making(allowed) })).missingPolicyFix?.[0]?.text;
    expect(await line({ value: 'eu-west-1', type: 'manual', location: '--region' })).toContain(
      ' --region eu-west-1 ',
    );
    expect(await line({ value: 'eu-west-1', type: 'env', location: 'AWS_DEFAULT_REGION' })).not.toContain(
      '--region',
    );
  });
});
