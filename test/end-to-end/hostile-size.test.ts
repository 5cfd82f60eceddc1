/** Files that are too deep, too long or lead in circles end in findings and refusals, never in a bug of skycheck's. */
import { describe, expect, it } from 'vitest';
import { skycheck, spawnSkycheck, temporaryHome } from './support/skycheck.ts';

const KEYS = 'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = abc\n';
const ROLE = 'arn:aws:iam::123456789012:role/x';
const LENGTH = 3000;

/** Profiles that each assume a role from the next one. */
const chain = (last: string) =>
  [
    ...Array.from({ length: LENGTH }, (_, index) => {
      const name = index === 0 ? 'first' : `p${index}`;
      return `[profile ${name}]\nrole_arn = ${ROLE}\nsource_profile = p${index + 1}\n`;
    }),
    `[profile p${LENGTH}]\n${last}`,
  ].join('');

const sso = 'sso_start_url = https://x.awsapps.com/start\nsso_region = us-east-1\nsso_account_id = 1\n';
const AWS_CONFIGS: Readonly<Record<string, string>> = {
  'a long chain to keys': chain(KEYS),
  'a long chain to itself': chain(`role_arn = ${ROLE}\nsource_profile = p1\n`),
  'a long chain to a credential_source': chain(`role_arn = ${ROLE}\ncredential_source = Environment\n`),
  'a long chain to a login': chain(`${sso}sso_role_name = x\n`),
  'a long chain to a program': chain('credential_process = /bin/false\n'),
  'a long chain to nothing': chain('region = us-east-1\n'),
  'a long value': `[profile first]\n${KEYS}region = ${'a'.repeat(1_000_000)}\n`,
  'a long key': `[profile first]\n${KEYS}${'a'.repeat(1_000_000)} = x\n`,
  'a long line': `[profile first]\n${KEYS}${'a'.repeat(1_000_000)}\n`,
  'a long section': `[${'a '.repeat(500_000)}]\n[profile first]\n${KEYS}`,
  'a long program': `[profile first]\ncredential_process = ${'\\"'.repeat(500_000)}\n`,
  'many sections': `[profile first]\n${KEYS}${Array.from({ length: 20_000 }, (_, index) => `[profile p${index}]\n`).join('')}`,
  'many equal sections': `[profile first]\n${KEYS}`.repeat(10_000),
  'many nested lines': `[profile first]\n${KEYS}s3 =\n${'  a = b\n'.repeat(100_000)}`,
};

const doubled = 'bcdefghijklmnopqrst'
  .split('')
  .map((name, index) => {
    const before = 'abcdefghijklmnopqrst'[index];
    return `${name}: &${name} {p: *${before}, q: *${before}}`;
  })
  .join('\n');
const SKY_CONFIGS: Readonly<Record<string, string>> = {
  'deep lists': '['.repeat(20_000),
  'deep maps': `aws: ${'{a: '.repeat(5000)}1${'}'.repeat(5000)}`,
  'deep dashes': '- '.repeat(10_000),
  'deep keys': '? '.repeat(10_000),
  'deep lines': Array.from({ length: 1000 }, (_, index) => `${' '.repeat(index)}a:`).join('\n'),
  'doubled aliases': `x: &a {a: b}\n${doubled}\naws: {labels: *t}\n`,
  'an alias of itself': 'aws: &a\n  labels: *a\n',
  'many labels': `aws:\n  labels:\n${Array.from({ length: 50_000 }, (_, index) => `    k${index}: v\n`).join('')}`,
  'a long number': `aws:\n  vpc_name: ${'9'.repeat(500_000)}\n`,
  'a long text': `aws:\n  vpc_name: ${'a'.repeat(900_000)}\n`,
  'many documents': '---\n'.repeat(100_000),
};

const MOST_OUTPUT = 2_000_000;

async function expectAnswer(home: string, args: readonly string[]): Promise<void> {
  const { status, stdout, stderr } = await skycheck(args, { home });
  expect([0, 1, 2, 3]).toContain(status);
  expect(stdout.length + stderr.length).toBeLessThan(MOST_OUTPUT);
}

describe('an AWS configuration with', () => {
  it.each(Object.entries(AWS_CONFIGS))('%s', async (_name, text) => {
    const home = await temporaryHome({ '.aws/config': text });
    await expectAnswer(home, ['aws', '--offline', '--format', 'json', '--profile', 'first']);
    await expectAnswer(home, ['configure', 'list', '--profile', 'first']);
  });
});

it('a long chain of roles is listed', async () => {
  const home = await temporaryHome({ '.aws/config': AWS_CONFIGS['a long chain to keys'] ?? '' });
  await expectAnswer(home, ['configure', 'list-profiles']);
});

describe("SkyPilot's configuration with", () => {
  it.each(Object.entries(SKY_CONFIGS))('%s', async (_name, text) => {
    const home = await temporaryHome({ '.aws/credentials': `[default]\n${KEYS}`, '.sky/config.yaml': text });
    await expectAnswer(home, ['aws', '--offline', '--format', 'json']);
  });
});

it('a heap of 64 MB is enough', async () => {
  const { status, stderr } = await spawnSkycheck(['aws', '--sandbox', 'admin'], {
    nodeArgs: ['--max-old-space-size=64'],
  });
  expect([status, stderr]).toEqual([0, '']);
});

it.each(['http,net,tls', '*', 'HTTP2', 'child_process'])(
  'NODE_DEBUG=%s gets no tokens to print',
  async (value) => {
    const { status, stdout, stderr } = await spawnSkycheck(['aws', '--sandbox', 'sso'], {
      env: { NODE_DEBUG: value },
    });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('skycheck: NODE_DEBUG makes Node print the tokens that are sent. Unset it.');
    expect(stderr).not.toMatch(/x-amz-security-token|authorization/i);
  },
);
