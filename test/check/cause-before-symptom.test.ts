/** One mistake is one error: what follows from it is folded under it, and no second fix is offered for it. */
import { describe, expect, it } from 'vitest';
import { nextStepOf } from '../../src/report/next-step.ts';
import { renderText } from '../../src/report/text/report-text.ts';
import { checkIn, type HomeChanges } from '../permissions/check-sandbox.ts';
import { PLAIN } from '../report/text/styles.ts';
import { shipped, started } from '../sandbox/support.ts';

interface Mistake {
  readonly scenario?: string;
  readonly change: HomeChanges;
  /** The only error that no other causes. */
  readonly root: string;
  /** In the first line below who it is. */
  readonly says: RegExp;
  readonly fix: RegExp;
  /** What the verdict says. */
  readonly verdict: RegExp;
}

const inCredentials = (from: RegExp, to: string): HomeChanges => ({
  file: (text, path) => (path === '~/.aws/credentials' ? text.replace(from, to) : text),
});
const inConfig = (from: RegExp, to: string): HomeChanges => ({
  file: (text, path) => (path === '~/.aws/config' ? text.replace(from, to) : text),
});

const MISTAKES: Readonly<Record<string, Mistake>> = {
  'a region with a typing error': {
    change: inConfig(/us-east-1/, 'us-esat-1'),
    root: 'region-unknown',
    says: /no such region/,
    fix: /^in ~\/\.aws\/config, set region = us-east-1$/,
    verdict: /no such region/,
  },
  'a zone as region': {
    change: { env: { AWS_DEFAULT_REGION: 'us-east-1a' } },
    root: 'region-unknown',
    says: /no such region/,
    fix: /^export AWS_DEFAULT_REGION=us-east-1$/,
    verdict: /no such region/,
  },
  'a region that boto3 refuses': {
    change: inConfig(/us-east-1/, 'US East 1'),
    root: 'region-malformed',
    says: /boto3 refuses/,
    fix: /^in ~\/\.aws\/config, set region = us-east-1$/,
    verdict: /boto3 refuses/,
  },
  'a comment behind the secret key': {
    change: inCredentials(/(aws_secret_access_key.*)/, '$1 # the new one'),
    root: 'config-inline-comment',
    says: /comment behind a value/,
    fix: /~\/\.aws\/credentials/,
    verdict: /comment behind a value/,
  },
  'a comment behind the access key': {
    change: inCredentials(/(aws_access_key_id.*)/, '$1 ; the new one'),
    root: 'config-inline-comment',
    says: /comment behind a value/,
    fix: /~\/\.aws\/credentials/,
    verdict: /comment behind a value/,
  },
  'quotes around the secret key': {
    change: inCredentials(/(aws_secret_access_key) *= *(.*)/, '$1 = "$2"'),
    root: 'config-quoted-value',
    says: /quotes around a value/,
    fix: /~\/\.aws\/credentials/,
    verdict: /quotes around a value/,
  },
  'an indented line below the secret key': {
    change: inCredentials(/(aws_secret_access_key.*)/, '$1\n  more'),
    root: 'config-continued-value',
    says: /indented line/,
    fix: /~\/\.aws\/credentials/,
    verdict: /indented line/,
  },
  'a secret key set to nothing': {
    change: inCredentials(/aws_secret_access_key.*/, 'aws_secret_access_key ='),
    root: 'config-blank-key',
    says: /set to nothing/,
    fix: /~\/\.aws\/credentials/,
    verdict: /set to nothing/,
  },
  'a key that cannot be one': {
    change: inCredentials(/aws_access_key_id.*/, 'aws_access_key_id = YOUR_ACCESS_KEY'),
    root: 'config-key-malformed',
    says: /does not have the form/,
    fix: /~\/\.aws\/credentials/,
    verdict: /does not have the form/,
  },
  '[profile default] in the credentials file': {
    change: inCredentials(/\[default\]/, '[profile default]'),
    root: 'config-profile-word-in-credentials',
    says: /has the word "profile"/,
    fix: /~\/\.aws\/credentials/,
    verdict: /has the word "profile"/,
  },
  'keys in two files': {
    change: {
      file: (text, path) =>
        path === '~/.aws/credentials'
          ? text.replace(/aws_secret_access_key.*\n/, '')
          : text.replace(
              /^(\[default\])/m,
              '$1\naws_secret_access_key = wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEYxx',
            ),
    },
    root: 'config-keys-in-two-files',
    says: /in different files/,
    fix: /aws configure|~\/\.aws/,
    verdict: /in different files/,
  },
  'half of the keys in the environment': {
    change: { env: { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE' } },
    root: 'env-keys-half-set',
    says: /half|only one/i,
    fix: /^unset /,
    verdict: /./,
  },
  'a session token beside a long-term key': {
    change: {
      env: {
        AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEYxx',
        AWS_SESSION_TOKEN: 'left-over',
      },
    },
    root: 'env-stray-session-token',
    says: /session token/,
    fix: /^unset AWS_SESSION_TOKEN$/,
    verdict: /session token/,
  },
  'AWS_PROFILE set to nothing': {
    change: { env: { AWS_PROFILE: '' } },
    root: 'env-blank-profile',
    says: /set to nothing|blank|empty/,
    fix: /^unset AWS_PROFILE$/,
    verdict: /./,
  },
  'a clock that is wrong': {
    scenario: 'clock-skew',
    change: {},
    root: 'clock-skew',
    says: /clock is wrong/,
    fix: /timedatectl|hwclock|sntp|w32tm/,
    verdict: /clock is wrong/,
  },
  'a login that is over': {
    scenario: 'sso-expired',
    change: {},
    root: 'sso-token-expired',
    says: /SSO login expired/,
    fix: /^aws sso login --profile default$/,
    verdict: /no valid login/,
  },
  'a variable that chooses another account': {
    scenario: 'wrong-profile',
    change: {},
    root: 'profile-from-environment',
    says: /^ *✗ profile +AWS_PROFILE \(set in ~\/\.bashrc:2\) chooses "old-project", account 444455556666\. Without it: "default"/,
    fix: /^unset AWS_PROFILE$/,
    verdict: /compute is denied/,
  },
  'a variable that names a profile without credentials': {
    change: {
      file: (text, path) =>
        path === '~/.aws/config' ? `${text}\n[profile empty]\nregion = us-east-1\n` : text,
      files: { '~/.zshrc': 'export AWS_PROFILE=empty\n' },
      env: { AWS_PROFILE: 'empty', SHELL: '/bin/zsh' },
    },
    root: 'profile-from-environment',
    says: /AWS_PROFILE \(set in ~\/\.zshrc:1\)/,
    fix: /^unset AWS_PROFILE$/,
    verdict: /no credentials/,
  },
  'a variable that names a profile whose key is gone': {
    scenario: 'wrong-profile',
    change: inCredentials(/(\[old-project\]\naws_access_key_id *= *).*/, '$1AKIAIOSFODNN7EXAMPLX'),
    root: 'profile-from-environment',
    says: /AWS_PROFILE \(set in ~\/\.bashrc:2\)/,
    fix: /^unset AWS_PROFILE$/,
    verdict: /does not accept the credentials/,
  },
  'a variable that names no profile': {
    change: { files: { '~/.zshrc': 'export AWS_PROFILE=nope\n' }, env: { AWS_PROFILE: 'nope' } },
    root: 'profile-not-found',
    says: /does not exist/,
    fix: /^unset AWS_PROFILE$/,
    verdict: /does not exist/,
  },
  'a variable with a typing error': {
    scenario: 'wrong-profile',
    change: {
      files: { '~/.bashrc': 'export AWS_PROFILE=old-projekt\n' },
      env: { AWS_PROFILE: 'old-projekt' },
    },
    root: 'profile-not-found',
    says: /does not exist/,
    fix: /^export AWS_PROFILE=old-project$/,
    verdict: /does not exist/,
  },
  'both variables, of which boto3 takes the older': {
    scenario: 'wrong-profile',
    change: { env: { AWS_DEFAULT_PROFILE: 'old-project', AWS_PROFILE: 'default' } },
    root: 'profile-from-environment',
    says: /AWS_DEFAULT_PROFILE chooses/,
    fix: /^unset AWS_DEFAULT_PROFILE AWS_PROFILE$/,
    verdict: /compute is denied/,
  },
};

describe('one mistake is one error', () => {
  it.each(Object.entries(MISTAKES))(
    '%s',
    async (_name, { scenario = 'admin', change, root, says, fix, verdict }) => {
      const { report } = await checkIn(await started(shipped(scenario)), {}, change);
      const errors = report.findings.filter(({ severity }) => severity === 'error');
      expect(errors.filter(({ cause }) => cause === null).map(({ code }) => code)).toEqual([root]);
      expect(report.exitCode).toBe(1);
      expect(nextStepOf(report)?.finding.code).toBe(root);
      expect(nextStepOf(report)?.steps[0]?.text).toMatch(fix);
      expect(report.verdictReason).toMatch(verdict);
      const lines = renderText(report, 0, { ...PLAIN, columns: 400 }).split('\n');
      expect(lines.find((line) => line.includes('✗'))).toMatch(says);
      expect(lines.length).toBeLessThanOrEqual(25);
    },
  );

  it('a role that is missing', async () => {
    const { accounts, ...rest } = shipped('least-privilege');
    const scenario = { ...rest, accounts: accounts.map((account) => ({ ...account, skypilotRole: false })) };
    const { report } = await checkIn(await started(scenario));
    const errors = report.findings.filter(({ severity }) => severity === 'error');
    expect(errors.filter(({ cause }) => cause === null).map(({ code }) => code)).toEqual([
      'skypilot-role-missing',
    ]);
  });
});

describe('a variable that chooses a profile is not suspected', () => {
  const ready: Readonly<Record<string, HomeChanges>> = {
    'where all is well': { env: { AWS_PROFILE: 'default' } },
  };
  it.each(Object.entries(ready))('%s', async (_name, change) => {
    const { report } = await checkIn(await started(shipped('wrong-profile')), {}, change);
    expect([report.verdict, report.findings.some(({ code }) => code === 'profile-from-environment')]).toEqual(
      ['ready', false],
    );
  });

  it('where there is no default, and unsetting it would leave nothing', async () => {
    const change: HomeChanges = {
      file: (text) =>
        text.replace(/\[default\]/, '[spare]').replace(/\[profile default\]/, '[profile spare]'),
    };
    const { report } = await checkIn(await started(shipped('wrong-profile')), {}, change);
    const found = report.findings.find(({ code }) => code === 'profile-from-environment');
    expect(found).toMatchObject({ severity: 'info', fix: [] });
    expect(nextStepOf(report)?.finding.code).toBe('permissions-missing');
  });

  it('where keys in the environment count, whatever it names', async () => {
    const sandbox = await started(shipped('wrong-profile'));
    const credentials = sandbox.files('/home').find(({ path }) => path === '.aws/credentials')?.text ?? '';
    const [, id = '', secret = ''] =
      /\[old-project\]\naws_access_key_id *= *(\S+)\naws_secret_access_key *= *(\S+)/.exec(credentials) ?? [];
    const env = { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret };
    const { codes } = await checkIn(sandbox, {}, { env });
    expect(codes).not.toContain('profile-from-environment');
    expect(codes).toContain('env-keys-over-profile');
  });
});

describe('a profile that only a flag chooses', () => {
  it('is not the one that SkyPilot uses', async () => {
    const { report } = await checkIn(await started(shipped('wrong-profile')), { profile: 'default' });
    expect([report.verdict, report.next]).toEqual([
      'ready',
      'export AWS_PROFILE=default && sky launch --cloud aws',
    ]);
    expect(report.findings.find(({ code }) => code === 'profile-by-flag')?.detail).toBe(
      'SkyPilot has no --profile: by AWS_PROFILE (set in ~/.bashrc:2) it uses the profile "old-project".',
    );
  });

  it('is the one that SkyPilot uses, where the variable names it too', async () => {
    const { report, codes } = await checkIn(await started(shipped('wrong-profile')), {
      profile: 'old-project',
    });
    expect(codes).not.toContain('profile-by-flag');
    expect(report.next).toBe('sky launch --cloud aws');
  });
});
