/** `--wait` on the command line. */
import { expect, it } from 'vitest';
import { skycheck } from './support/skycheck.ts';

it('says that there was nothing to wait for, where that is of use', async () => {
  const ready = await skycheck(['aws', '--sandbox', 'admin', '--wait', '1m']);
  expect({ status: ready.status, said: ready.stdout.includes('waited') }).toEqual({ status: 0, said: false });
  const { status, stdout } = await skycheck(['aws', '--sandbox', 'sso-expired', '--wait', '1m']);
  expect(status).toBe(1);
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
    'Nothing that was asked for is denied, so nothing was waited for.',
  );
});

it.each([
  [['--wait', '2h'], 'It takes a duration of 60 minutes at most'],
  [['--wait', 'soon'], 'duration'],
  [['--wait', '0s'], 'duration'],
  [['--wait', '1m', '--offline'], '--wait and --offline exclude each other'],
  [['--wait', '1m', '--all-profiles'], '--wait is about one profile'],
  [['--wait', '1m', '--profile', 'a*'], '--wait is about one profile'],
])('refuses %j', async (args, message) => {
  const { status, stderr } = await skycheck(['aws', '--sandbox', 'admin', ...args]);
  expect(status).toBe(2);
  expect(stderr).toContain(message);
});
