import { describe, expect, it } from 'vitest';
import { loginFindings, loginFix, loginObstacle } from '../../../src/findings/credentials/login-rules.ts';
import type { Facts } from '../../../src/findings/facts.ts';
import { reportStep } from '../../../src/findings/fix-step.ts';
import type { LoginSupport } from '../../../src/skypilot/environment/sky-environment.ts';
import { factsOf } from '../facts-of.ts';

const ENVIRONMENT = { kind: 'not-known', reason: 'x' } as const;
const PIP = "pip install 'botocore[crt]'  # in SkyPilot's environment";

/** What is said where keys come from `aws login`; undefined for keys from elsewhere. */
async function said(support: LoginSupport | undefined) {
  const { skypilot } = await factsOf({});
  const login = support === undefined ? undefined : { environment: ENVIRONMENT, support };
  const facts: Pick<Facts, 'skypilot'> = { skypilot: { ...skypilot, login } };
  return {
    codes: loginFindings(facts).map(({ code }) => code),
    obstacle: loginObstacle(facts),
    fix: loginFix(facts).map((step) => reportStep(step).text),
  };
}

const unsupported = (
  found: string | undefined,
  python = '/opt/sky/bin/python',
  hasPip = true,
): LoginSupport => ({
  kind: 'unsupported',
  package: 'awscrt',
  found,
  python,
  hasPip,
});

describe('the keys of `aws login`', () => {
  it('are nothing to speak of where they are supported, or not in use', async () => {
    const expected = { codes: [], obstacle: undefined, fix: [PIP] };
    expect(await said({ kind: 'supported' })).toEqual(expected);
    expect(await said(undefined)).toEqual(expected);
  });

  it('may or may not be supported', async () => {
    expect(await said({ kind: 'not-known', reason: 'x' })).toEqual({
      codes: ['login-support-unknown'],
      obstacle: undefined,
      fix: [PIP],
    });
  });

  it('lack a package', async () => {
    expect(await said(unsupported(undefined))).toEqual({
      codes: [],
      obstacle: '/opt/sky/bin/python, with which `sky` starts, does not have the package awscrt.',
      fix: ["/opt/sky/bin/python -m pip install --upgrade 'botocore[crt]'"],
    });
  });

  it('want a newer package', async () => {
    expect((await said(unsupported('0.20.0'))).obstacle).toBe(
      '/opt/sky/bin/python, with which `sky` starts, has awscrt 0.20.0, which is too old for it.',
    );
  });

  it('are switched off', async () => {
    expect(await said({ kind: 'switched-off', variable: 'BOTO_DISABLE_CRT' })).toEqual({
      codes: [],
      obstacle: 'BOTO_DISABLE_CRT keeps boto3 from using awscrt, which is there.',
      fix: ['unset BOTO_DISABLE_CRT'],
    });
  });

  it.each([
    [
      '/home/ada/.local/share/uv/tools/skypilot/bin/python',
      "uv tool install --with 'botocore[crt]' 'skypilot[aws]'",
    ],
    ['/home/ada/.local/share/pipx/venvs/sky/bin/python', "pipx inject sky 'botocore[crt]'"],
    ['~/venv/bin/python', "~/venv/bin/python -m pip install --upgrade 'botocore[crt]'"],
  ])('are added to the environment of %s', async (python, command) => {
    expect((await said(unsupported(undefined, python))).fix).toEqual([command]);
  });

  it('are added by uv where there is no pip', async () => {
    expect((await said(unsupported(undefined, '~/venv/bin/python', false))).fix).toEqual([
      "uv pip install --python ~/venv/bin/python --upgrade 'botocore[crt]'",
    ]);
  });
});
