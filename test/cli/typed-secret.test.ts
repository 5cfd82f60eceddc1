import { describe, expect, it } from 'vitest';
import { skycheck, temporaryHome } from '../end-to-end/support/skycheck.ts';

const SECRETS = {
  'a secret key': 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  'a token': 'IQoJb3JpZ2luX2VjE'.repeat(20),
} as const;

const flags = (secret: string): readonly (readonly string[])[] => [
  ['aws', '--timeout', secret],
  ['aws', '--format', secret],
  ['aws', '--require', secret],
  ['aws', '--fail-on', secret],
  ['aws', `--session-token=${secret}`],
  ['aws', '--secret-access-key', secret],
  ['aws', secret],
  [secret],
  ['explain', secret],
  ['sandbox', secret],
  ['policy', 'generate', '--account', secret],
  ['configure', 'list', '--format', secret],
];

describe.each(Object.entries(SECRETS))('%s in a wrong place', (_name, secret) => {
  it.each(flags(secret).map((args) => [args.join(' ').replaceAll(secret, 'SECRET'), args] as const))(
    'is not repeated: %s',
    async (_title, args) => {
      const { status, stdout, stderr } = await skycheck(args, { home: await temporaryHome({}) });
      expect(status).toBe(2);
      expect(stdout + stderr).not.toContain(secret);
    },
  );
});

it('what else was typed is repeated', async () => {
  const typed = '/home/ada/projects/policies-of-the-team.json';
  const { stderr } = await skycheck(['policy', 'check', typed], { home: await temporaryHome({}) });
  expect(stderr).toContain(typed);
});
