import { describe, expect, it } from 'vitest';
import { check } from '../../src/check.ts';
import { fakeHost, HOME } from '../credentials/fake-host.ts';
import { DEFAULTS } from '../permissions/check-sandbox.ts';
import { shipped, started } from '../sandbox/support.ts';
import { NO_WAITS } from '../support/clocks.ts';

/** What is said during a check, each with how many requests had been sent by then. */
async function saidDuring(name: string): Promise<readonly (readonly [text: string, requests: number])[]> {
  const sandbox = await started(shipped(name));
  const files = Object.fromEntries(sandbox.files(HOME).map(({ path, text }) => [`~/${path}`, text]));
  const host = fakeHost({ env: { ...sandbox.environment(HOME) }, files, now: NO_WAITS.now() });
  const said: [string, number][] = [];
  await check({ ...DEFAULTS, signal: new AbortController().signal }, host, {
    step: () => undefined,
    fact: (text) => said.push([text, sandbox.requests().length]),
  });
  return said;
}

describe('what is said while a check runs', () => {
  it('begins with what files alone tell, before any request, and goes on with who it is', async () => {
    const [place, credentials, identity, ...more] = await saidDuring('admin');
    expect(place).toEqual([expect.stringMatching(/^Profile default, region us-east-1 \(/), 0]);
    expect(credentials).toEqual([expect.stringMatching(/^Credentials: shared-credentials-file, /), 0]);
    expect(identity?.[0]).toBe('Identity: arn:aws:iam::111122223333:user/skypilot-admin');
    expect(more).toEqual([]);
  });

  it.each([
    ['sso-expired', /^No credentials: .*expired/],
    ['no-credentials', /^No credentials$/],
  ])('of %s is why there are no credentials, before any request', async (name, why) => {
    const said = await saidDuring(name);
    expect(said[1]).toEqual([expect.stringMatching(why), 0]);
    expect(said).toHaveLength(2);
  });
});
