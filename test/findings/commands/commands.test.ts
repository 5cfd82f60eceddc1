/** Every kind of command that is printed is run in a shell, and the finding is gone; a kind without a run has a reason. */
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/findings/diagnose.ts';
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
  'aws login': 'opens a browser',
  pip: "only where SkyPilot's environment is not known, so that nobody can look whether it helped",
  ...(process.getuid?.() === 0 ? {} : { 'sudo chown': 'takes two users' }),
  'sudo timedatectl': "sets the machine's clock",
  'skycheck aws': 'for the machine of an API server',
  'skycheck policy check': 'ACCOUNT and REGION in it are for the person to fill in',
  setting: 'a key of YAML, to be written by hand',
};

/** The kinds of all steps of all findings of the cases. */
async function printedKinds(): Promise<ReadonlySet<string>> {
  const kinds = new Set<string>();
  for (const [, machine, changes] of [...CASES, ...MORE_CASES])
    for (const { fix } of diagnose(await factsOf(machine, changes)))
      for (const step of fix) kinds.add(kindOfStep(step) ?? '');
  for (const [, file, changes] of POLICY_CASES)
    for (const { fix } of reportFor(file, changes).findings)
      for (const step of fix) kinds.add(kindOfReportStep(step) ?? '');
  kinds.delete('');
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
    const printed = await printedKinds();
    expect([...printed].filter((kind) => !run.has(kind) && !(kind in NOT_RUN))).toEqual([]);
    expect(Object.keys(NOT_RUN).filter((kind) => run.has(kind) || !printed.has(kind))).toEqual([]);
  });
});
