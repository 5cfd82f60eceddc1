/** SkyPilot fills a task's secrets into names of buckets: nothing that is shown has them. */
import { expect, it } from 'vitest';
import { IDENTITY_FORMATS } from '../../src/report/formats/formats.ts';
import { parseReport, skycheck, temporaryHome } from './support/skycheck.ts';

const FILE_SECRET = 'fileSecretValue123';
const FLAG_SECRET = 'flagSecretValue456';

const task = (storage: string) => `secrets:
  TOKEN: ${FILE_SECRET}
  OTHER: null
file_mounts:
  /data: ${storage}
run: echo
`;

const CASES = {
  'a name that is refused': '{ name: "Bad-${TOKEN}-${OTHER}", store: s3 }',
  'a name that is accepted': '{ name: "good-${TOKEN}", source: "s3://b-${OTHER}" }',
  'a source that is not there': '{ name: some-name, source: "./not-${TOKEN}-${OTHER}" }',
  'a word that is refused at load': '{ name: x, mode: "${TOKEN}${OTHER}" }',
};

it.each(Object.entries(CASES))('%s', async (_name, storage) => {
  const home = await temporaryHome({ 'task.yaml': task(storage) });
  const secret = ['--secret', `OTHER=${FLAG_SECRET}`];
  for (const format of IDENTITY_FORMATS) {
    const { stdout, stderr } = await skycheck(
      ['aws', '--offline', '-vv', '--task', 'task.yaml', ...secret, '--format', format],
      { home, cwd: home },
    );
    if (format === 'json') expect(parseReport(stdout).task?.file).toBe('task.yaml');
    for (const value of [FILE_SECRET, FLAG_SECRET])
      expect(`${stdout}${stderr}`.toLowerCase()).not.toContain(value.toLowerCase());
  }
});
