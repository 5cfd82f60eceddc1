/** Every kind of command that is printed is run in a shell, and the finding is gone; a kind without a run has a reason. */
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/findings/diagnose.ts';
import type { FindingCode } from '../../../src/findings/registry.ts';
import { POLICY_CASES } from '../../policy/finding-cases.ts';
import { reportFor } from '../../policy/support.ts';
import { factsOf } from '../facts-of.ts';
import { CASES } from '../finding-cases.ts';
import { MORE_CASES } from '../more-cases.ts';
import { kindOfCommand, kindOfReportStep, kindOfStep } from './command-kind.ts';
import { runTrials, STAND_IN } from './run-trials.ts';
import { TRIALS } from './trials.ts';

/** Kinds that no trial runs, and why. */
const NOT_RUN: Readonly<Record<string, string>> = {
  'aws account enable-region': 'changes the account, and is not in the sandbox',
  'aws account get-region-opt-status': 'asks AWS, changes nothing',
  'aws ec2 describe-images': 'asks AWS, changes nothing',
  'aws freetier get-account-plan-state': 'asks AWS, changes nothing',
  'aws iam list-mfa-devices': 'asks AWS, changes nothing',
  'aws-okta': 'starts a shell of its own',
  'aws-sso': 'starts a shell of its own',
  'aws-vault': 'starts a shell of its own',
  assume: "changes the person's shell, in which it is an alias",
  awsume: "changes the person's shell, in which it is an alias",
  curl: 'asks the address of the call that failed, changes nothing; fault-fix.test.ts holds which address that is',
  'aws ec2 modify-instance-metadata-options': 'INSTANCE_ID in it is for the person to fill in',
  'aws freetier upgrade-account-plan': 'has AWS charge the account; the sandbox has no plans',
  'aws ec2 create-default-subnet': 'the sandbox makes the subnets of a default VPC itself',
  'aws iam create-open-id-connect-provider': 'the sandbox has no identity providers',
  'aws iam add-client-id-to-open-id-connect-provider': 'the sandbox has no identity providers',
  'aws sts get-session-token': 'wants the code of a device',
  'aws iam update-role': 'for who administers the role; duration_seconds is then to be written by hand',
  'aws login': 'opens a browser',
  pip: "only where SkyPilot's environment is not known, so that nobody can look whether it helped",
  ...(process.getuid?.() === 0 ? {} : { 'sudo chown': 'takes two users' }),
  'sudo timedatectl': "sets the machine's clock",
  'skycheck aws': 'for the machine of an API server',
  'skycheck policy check': 'ACCOUNT and REGION in it are for the person to fill in',
  setting: 'a key of YAML, to be written by hand',
};

const LIKE_ANOTHER = 'the same command against another answer of AWS, which no machine has without it';
const OPENS_FILE = 'opens the file at the line; what to write there is for the person to know';
const OF_TASK =
  'a statement for whoever uses what the task names; task-buckets.test.ts adds it and asks again';
const LIKE_NEVER_LOGGED_IN = 'the same command as for sso-never-logged-in, which is tried';

/** Codes whose fix no trial runs, though its kind is tried for another, and why. A new code has to be tried. */
const CODES_NOT_TRIED: Readonly<Partial<Record<FindingCode, string>>> = {
  'assume-role-failed': OPENS_FILE,
  'code-requirement-missing': LIKE_ANOTHER,
  'config-blank-key': OPENS_FILE,
  'config-continued-value': OPENS_FILE,
  'config-default-section-leaks': OPENS_FILE,
  'config-nested-value': OPENS_FILE,
  'config-not-utf8': OPENS_FILE,
  'config-profile-defined-twice': OPENS_FILE,
  'config-too-large': OPENS_FILE,
  'credentials-end-too-soon':
    'the same commands as for sso-never-logged-in and session-token-expired, which are tried',
  'denied-without-reason': LIKE_ANOTHER,
  'env-config-file-variable': 'a hint: the variable may be meant',
  'env-credentials-file-variable': 'a hint: the variable may be meant',
  'no-network': LIKE_ANOTHER,
  'policy-account-misspelt': 'changes a document that was given, not this machine',
  'profile-by-flag': 'the flag that makes the finding is typed again in the trial',
  'profile-from-environment': 'forgetting the variable is tried for profile-not-found',
  'secret-key-wrong': 'the same command as for access-key-invalid, which is tried',
  'sky-config-invalid': OPENS_FILE,
  'sky-config-key-ignored': OPENS_FILE,
  'sky-config-missing': LIKE_ANOTHER,
  'sky-credentials-file-missing': 'the same command as for no-credentials, which is tried',
  'sky-down-fails': OPENS_FILE,
  'sky-identity-cache-stale': 'deletes what SkyPilot writes, as for sky-zone-cache-stale, which is tried',
  'skypilot-role-empty': 'the same calls as for skypilot-role-missing, which is tried',
  'skypilot-role-permissions-missing': LIKE_ANOTHER,
  'sso-aws-only': 'a hint for those who use several clouds',
  'sso-cli-cache-hides-expiry': LIKE_NEVER_LOGGED_IN,
  'sso-login-stored-under-url': LIKE_NEVER_LOGGED_IN,
  'sso-role-not-assigned': 'asks which account and role; the command is tried for no-credentials',
  'sso-token-expired': LIKE_NEVER_LOGGED_IN,
  'sso-token-invalid': LIKE_NEVER_LOGGED_IN,
  'task-bucket-denied': OF_TASK,
  'task-bucket-key-denied': OF_TASK,
  'task-bucket-not-skypilots': 'changes a word of the task, whose spelling task-buckets.test.ts tries',
  'task-bucket-read-only': OF_TASK,
  'task-storage-off': OF_TASK,
  'web-identity-refused': 'the trust policy of a role, tried in policy check --trust',
};

/** The kinds of all steps of all findings of the cases, which make every code of the registry, by code. */
async function printedKinds(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const kinds = new Map<string, Set<string>>();
  const add = (code: string, kind: string | undefined) => {
    if (kind !== undefined) kinds.set(code, (kinds.get(code) ?? new Set()).add(kind));
  };
  for (const [, machine, changes] of [...CASES, ...MORE_CASES])
    for (const { code, fix } of diagnose(await factsOf(machine, changes)))
      for (const step of fix) add(code, kindOfStep(step));
  for (const [, file, changes] of POLICY_CASES)
    for (const { code, fix } of reportFor(file, changes).findings)
      for (const step of fix) add(code, kindOfReportStep(step));
  return kinds;
}

describe('commands', () => {
  it.each([
    ['aws configure set a b --profile x', 'aws configure set'],
    ["aws configure --profile 'my team'", 'aws configure'],
    ['unset A B', 'unset'],
    ['aws iam put-user-policy --user-name x  # a note', 'aws iam put-user-policy'],
    ['/opt/venv/bin/python3 -m pip install --upgrade x', 'python -m pip install'],
    ['sudo chown "$(id -un)" x', 'sudo chown'],
    ['"${EDITOR:-vi}" +3 ~/x', 'editor'],
  ])('%s is of the kind %s', (line, kind) => {
    expect(kindOfCommand(line)).toBe(kind);
  });

  it('work in a shell, every kind of them', async () => {
    const outcomes = await runTrials(TRIALS, { shell: 'sh', aws: STAND_IN });
    const failed = outcomes.filter(({ problem }) => problem !== undefined);
    expect(failed.map(({ trial, problem }) => `${trial.what}: ${problem}`)).toEqual([]);
    const run = new Set(outcomes.flatMap(({ steps }) => steps.map((step) => kindOfReportStep(step) ?? '')));
    const byCode = await printedKinds();
    const printed = new Set([...byCode.values()].flatMap((kinds) => [...kinds]));
    expect([...printed].filter((kind) => !run.has(kind) && !(kind in NOT_RUN))).toEqual([]);
    const tried = new Set<string>(TRIALS.map(({ code }) => code));
    const untried = [...byCode].filter(
      ([code, kinds]) => !tried.has(code) && [...kinds].some((kind) => !(kind in NOT_RUN)),
    );
    expect(untried.map(([code]) => code).sort()).toEqual(Object.keys(CODES_NOT_TRIED).sort());
    expect(Object.keys(NOT_RUN).filter((kind) => run.has(kind) || !printed.has(kind))).toEqual([]);
  });
});
