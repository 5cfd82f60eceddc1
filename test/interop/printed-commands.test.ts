/** The commands that skycheck prints, run by the AWS CLI itself: its files, and its own reading of the calls. */
import { expect, it } from 'vitest';
import { shellWord } from '../../src/findings/fix-step.ts';
import { kindOfReportStep } from '../findings/commands/command-kind.ts';
import { runTrials, STAND_IN } from '../findings/commands/run-trials.ts';
import { TRIALS } from '../findings/commands/trials.ts';
import { PYTHON } from './support.ts';

const CLI = `${shellWord(PYTHON)} -m awscli`;

/** Files are changed by the CLI; calls are read by it as far as they go without AWS, and then written down. */
const AWS = [
  // Version 2 alone has these.
  `case "$1 $2" in "configure sso"|"sso login"|"login "*|"--version "*) ${STAND_IN};; configure*) exec ${CLI} "$@";; esac`,
  // What a person is to fill in is no id yet.
  `case "$*" in *OLD_KEY_ID*) ${STAND_IN};; esac`,
  `printf '[profile ADMIN]\naws_access_key_id = x\naws_secret_access_key = x\n' > "$CALLS.admin"`,
  'export AWS_CONFIG_FILE="$CALLS.admin" AWS_MAX_ATTEMPTS=1 AWS_DEFAULT_REGION=us-east-1 AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x',
  `${CLI} "$@" --endpoint-url http://127.0.0.1:9 2> "$CALLS.errors"`,
  'grep -q "Could not connect" "$CALLS.errors" || { cat "$CALLS.errors" >&2; exit 1; }',
  STAND_IN,
].join('\n');

it('does what the commands are printed for', async () => {
  const outcomes = await runTrials(TRIALS, { shell: 'bash', aws: AWS, path: process.env.PATH ?? '' });
  const failed = outcomes.filter(({ problem }) => problem !== undefined);
  expect(failed.map(({ trial, problem }) => `${trial.what}: ${problem}`)).toEqual([]);
  const kinds = new Set(outcomes.flatMap(({ steps }) => steps.map((step) => kindOfReportStep(step) ?? '')));
  expect(kinds).toContain('aws configure');
  expect(kinds).toContain('aws configure set');
  expect(kinds).toContain('aws iam put-user-policy');
});
