import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { trustReportSchema } from '../../src/report/trust-schema.ts';
import { parseReport, skycheck, skycheckInSandbox, stable, temporaryHome } from './support/skycheck.ts';

const ACCOUNT = '111122223333';
const generate = async (...args: string[]): Promise<string> => {
  const { status, stdout, stderr } = await skycheck(['policy', 'generate', '--account', ACCOUNT, ...args]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
};

/** What `generate | check -` comes to. */
async function piped(generateArgs: readonly string[], checkArgs: readonly string[]) {
  return skycheck(['policy', 'check', '-', ...checkArgs], { stdin: await generate(...generateArgs) });
}

describe('skycheck policy generate', () => {
  it('prints the least policy for compute and spot', async () => {
    await expect(await generate()).toMatchFileSnapshot('expected/policy-generate.json');
  });

  it('prints the policy of the role, and of skycheck itself', async () => {
    await expect(await generate('--for', 'role')).toMatchFileSnapshot('expected/policy-generate.role.json');
    const own = await generate('--for', 'skycheck');
    expect(own).toContain('iam:SimulatePrincipalPolicy');
    expect(own).not.toContain('ec2:RunInstances');
  });

  it('fills in partition and role', async () => {
    const text = await generate('--partition', 'aws-cn', '--role', 'sky-team');
    expect(text).toContain(`arn:aws-cn:iam::${ACCOUNT}:role/sky-team`);
  });

  it('asks AWS for the account', async () => {
    const { status, stdout, stderr } = await skycheckInSandbox('minimal', [
      'policy',
      'generate',
      '--for',
      'skycheck',
    ]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/"arn:aws:iam::\d{12}:user\/[\w-]+"/);
    expect(stdout).not.toContain('aws:username');
  });

  it.each([
    [[], 'The account could not be asked for: there are no AWS credentials.'],
    [['--account', '1111-2222-3333'], 'twelve digits, without hyphens'],
    [['--account', ACCOUNT, '--with', 'flying'], '--with: unknown capability "flying"'],
    [['--account', ACCOUNT, '--with', ''], '--with needs at least one capability'],
    [['--account', ACCOUNT, '--for', 'fun'], 'Allowed choices are user, role, skycheck, github'],
    [['--account', ACCOUNT, '--partition', 'x'], 'Allowed choices are aws, aws-cn'],
    [['--account', ACCOUNT, '--role', 'a b'], 'name of a role'],
    [['--account', ACCOUNT, '--for', 'role', '--with', 'auto-role'], 'cannot be what creates the role'],
    [['--account', ACCOUNT, '--for', 'skycheck', '--with', 'ports'], 'do not go with --for skycheck'],
    [['--account', ACCOUNT, '--documented-only', '--with', 'efa'], 'no policy for efa'],
    [['extra'], 'too many arguments'],
    [['--account', ACCOUNT, '--format', 'xml'], 'Allowed choices are json, terraform, cloudformation, cli'],
    [['--account', ACCOUNT, '--for', 'github'], '--for github needs the repository.'],
    [['--account', ACCOUNT, '--for', 'github', '--repo', 'acme'], 'OWNER/NAME'],
    [['--account', ACCOUNT, '--for', 'github', '--repo', 'a/$(id)'], 'OWNER/NAME'],
    [['--account', ACCOUNT, '--repo', 'acme/infra'], '--repo goes with --for github.'],
    [['--account', ACCOUNT, '--pull-request'], '--pull-request goes with --for github.'],
    [
      ['--account', ACCOUNT, '--for', 'github', '--repo', 'a/b', '--branch', 'x', '--tag', 'y'],
      'exclude each other',
    ],
    [['--account', ACCOUNT, '--for', 'github', '--repo', 'a/b', '--owner-id', '1'], 'go together'],
    [
      ['--account', ACCOUNT, '--for', 'github', '--repo', 'a/b', '--environment', ''],
      '--environment takes a name',
    ],
    [
      ['--account', ACCOUNT, '--for', 'github', '--repo', 'a/b', '--environment', 'a\u202eb'],
      '--environment takes a name',
    ],
    [['--account', ACCOUNT, '--for', 'github', '--repo', 'a/b', '--issuer', 'x'], 'begins with https://'],
    [['--missing', '--format', 'cli'], '--missing does not go with'],
  ])('answers %j with one clear message and exit status 2', async (args, message) => {
    const { status, stdout, stderr } = await skycheck(['policy', 'generate', ...args]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^skycheck: /);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

describe('skycheck policy generate --format', () => {
  const forms = ['terraform', 'cloudformation', 'cli'] as const;
  const whom = [
    [],
    ['--for', 'role'],
    ['--with', 'all'],
    ['--for', 'github', '--repo', 'acme/infra'],
  ] as const;

  it.each(forms.flatMap((format) => whom.map((args) => [format, args] as const)))(
    'prints what policy check finds enough: %s %j',
    async (format, args) => {
      const text = await generate('--format', format, ...args);
      const { status, stderr } = await skycheck(['policy', 'check', '-', '-q'], { stdin: text });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    },
  );

  it('names what it makes', async () => {
    const text = await generate('--format', 'terraform', '--user', 'sky+a@b', '--role', 'sky-nodes');
    expect(text).toContain('name = "sky+a@b"');
    expect(text).toMatch(/resource "aws_iam_instance_profile" "instances" \{\n {2}name = "sky-nodes"/);
  });
});

describe('skycheck policy generate --for github', () => {
  const GITHUB = 'token.actions.githubusercontent.com';
  const admits = async (args: readonly string[], sub: string) => {
    const trust = await generate('--for', 'github', '--repo', 'acme/infra', ...args);
    const home = await temporaryHome({ 'trust.json': trust });
    const claims = JSON.stringify({ iss: `https://${GITHUB}`, aud: 'sts.amazonaws.com', sub });
    const answer = await skycheck(
      ['policy', 'check', '--trust', path.join(home, 'trust.json'), '--claims', '-', '--strict', '-q'],
      { stdin: claims },
    );
    return answer.status === 0;
  };

  it.each<[string[], string]>([
    [['--environment', 'prod'], 'environment:prod'],
    [['--environment', 'prod:eu'], 'environment:prod%3Aeu'],
    [['--branch', 'main'], 'ref:refs/heads/main'],
    [['--branch', 'refs/heads/main'], 'ref:refs/heads/main'],
    [['--branch', 'a${b}c'], 'ref:refs/heads/a${b}c'],
    [['--branch', 'release/*'], 'ref:refs/heads/release/1.2'],
    [['--tag', 'v1'], 'ref:refs/tags/v1'],
    [['--pull-request'], 'pull_request'],
    [[], 'ref:refs/heads/anything'],
  ])('%j admits both forms of the subject, and no other', async (args, context) => {
    expect(await admits(args, `repo:acme/infra:${context}`)).toBe(true);
    expect(await admits(args, `repo:acme@12/infra@34:${context}`)).toBe(true);
    const pinned = [...args, '--owner-id', '12', '--repo-id', '34'];
    expect(await admits(pinned, `repo:acme@12/infra@34:${context}`)).toBe(true);
    expect(await admits(pinned, `repo:acme@12/infra@35:${context}`)).toBe(false);
    for (const other of [
      `repo:acme/infra2:${context}`,
      `repo:acme2/infra:${context}`,
      `repo:acme@1/x@2:${context}`,
    ]) {
      expect(await admits(args, other)).toBe(false);
    }
    if (args.length > 0) expect(await admits(args, 'repo:acme/infra:environment:other')).toBe(false);
  });

  it('takes an address for the repository, and other audiences and issuers', async () => {
    const text = await generate(
      ...[
        '--for',
        'github',
        '--repo',
        'https://github.com/acme/infra.git',
        '--audience',
        'me',
        '--branch',
        'main',
      ],
      ...['--issuer', 'https://token.actions.acme.ghe.com', '--owner-id', '1', '--repo-id', '2'],
    );
    expect(JSON.parse(text)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.acme.ghe.com` },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: {
            StringEquals: {
              'token.actions.acme.ghe.com:aud': 'me',
              'token.actions.acme.ghe.com:sub': [
                'repo:acme/infra:ref:refs/heads/main',
                'repo:acme@1/infra@2:ref:refs/heads/main',
              ],
            },
          },
        },
      ],
    });
  });
});

describe('skycheck policy generate --missing', () => {
  const missing = (scenario: string, ...args: string[]) =>
    skycheck(['policy', 'generate', '--missing', '--sandbox', scenario, ...args]);

  it.each([
    ['minimal', 'Evaluated here, not simulated: it allows all 8 permissions.\n'],
    ['read-only', 'Proven: with it the policy simulator allows all 20 permissions.\n'],
  ])('prints the document of the report for %s, and what was proven of it', async (scenario, proof) => {
    const { status, stdout, stderr } = await missing(scenario);
    expect({ status, stderr }).toEqual({ status: 0, stderr: proof });
    const report = parseReport((await skycheck(['aws', '--sandbox', scenario, '--format', 'json'])).stdout);
    expect(JSON.parse(stdout)).toEqual(report.missingPolicy);
  });

  it.each([
    ['admin', 0, 'nothing that was asked for is missing'],
    ['boundary', 1, 'no statement would help. Not ready: compute is denied.'],
    ['sso-expired', 1, 'no statement would help. Not ready: there is no valid login.'],
  ])('of %s prints no document: exit status %i', async (scenario, status, message) => {
    const ended = await missing(scenario);
    expect({ status: ended.status, stdout: ended.stdout }).toEqual({ status, stdout: '' });
    expect(ended.stderr).toContain(message);
  });

  it.each([[['--for', 'role']], [['--with', 'spot']], [['--documented-only']]])(
    'does not go with %j',
    async (args) => {
      const ended = await missing('minimal', ...args);
      expect({ status: ended.status, stdout: ended.stdout }).toEqual({ status: 2, stdout: '' });
      expect(ended.stderr).toContain('--missing does not go with');
    },
  );
});

describe('skycheck policy check', () => {
  it.each([
    [['--with', 'compute,ports'], ['--require', 'compute,ports'], 0],
    [['--with', 'compute'], ['--require', 'ports'], 1],
    [['--with', 'spot'], [], 1],
    [['--with', 'storage'], ['-q'], 1],
    [['--with', 'storage'], ['-q', '--require', 'storage'], 0],
  ])('of what is generated %j, %j: exit status %i', async (generateArgs, checkArgs, status) => {
    expect(await piped(generateArgs, checkArgs)).toMatchObject({ status, stderr: '' });
  });

  it('prints a report that claims no identity', async () => {
    const home = await temporaryHome({ 'policy.json': await generate('--documented-only') });
    const options = { home, cwd: home };
    const plain = await skycheck(['policy', 'check', 'policy.json'], options);
    // The page's policy alone does not do for the first launch.
    expect(plain).toMatchObject({ status: 1, stderr: '' });
    await expect(plain.stdout).toMatchFileSnapshot('expected/policy-check.txt');
    const verbose = await skycheck(['policy', 'check', '-v', 'policy.json'], options);
    await expect(verbose.stdout).toMatchFileSnapshot('expected/policy-check.verbose.txt');
    expect(verbose.stdout).not.toMatch(/Activated account|Checking credentials/);
    const json = await skycheck(['policy', 'check', '--format', 'json', 'policy.json'], options);
    expect(parseReport(json.stdout)).toMatchObject({ identity: null, credentials: null, exitCode: 1 });
    await expect(stable(json.stdout)).toMatchFileSnapshot('expected/policy-check.json');
  });

  it('takes boundary, SCPs and several files, and writes to a file', async () => {
    const home = await temporaryHome({
      'a.json': await generate('--with', 'compute'),
      'b.json': await generate('--with', 'storage'),
      'boundary.json':
        '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}',
      'scp.json':
        '{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}}',
    });
    const args = [
      '--boundary',
      'boundary.json',
      '--scp',
      'scp.json',
      '--format',
      'json',
      '--output',
      'report.json',
    ];
    const ended = await skycheck(['policy', 'check', 'a.json', 'b.json', ...args], { home, cwd: home });
    expect(ended).toEqual({ status: 0, stdout: '', stderr: '' });
    const report = parseReport(await readFile(path.join(home, 'report.json'), 'utf8'));
    expect(report.enabled).toEqual(['compute']);
    expect(report.policyCheck?.documents.map(({ name, layer }) => [name, layer])).toEqual([
      ['a.json', 'identity'],
      ['b.json', 'identity'],
      ['boundary.json', 'permissions-boundary'],
      ['scp.json', 'scp'],
    ]);
  });

  it('exits with 3 where something that was asked for is undecided', async () => {
    const condition = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
    const statement = { Effect: 'Allow', Action: '*', Resource: '*', Condition: condition };
    const home = await temporaryHome({
      'mfa.json': JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
    });
    const { status, stdout } = await skycheck(['policy', 'check', '-vv', 'mfa.json'], { home, cwd: home });
    expect(status).toBe(3);
    expect(stdout).toContain('inconclusive [compute?, storage?]');
    expect(stdout).toContain('aws:MultiFactorAuthPresent');
  });

  const FILES = {
    'cut.json': '{\n  "Version": "2012-10-17",\n',
    'empty.json': ' \n',
    'other.json': '{"name": "x"}',
    'two.json': '{"Statement": [{"Effect": "allow"}]}',
    'accounts.json': JSON.stringify({
      Version: '2012-10-17',
      Statement: [1, 2].map((digit) => ({
        Effect: 'Allow',
        Action: 'ec2:*',
        Resource: `arn:aws:ec2:*:${String(digit).repeat(12)}:instance/*`,
      })),
    }),
  };

  it.each([
    [['cut.json'], /^skycheck: cut\.json:3:1: a name in double quotes was expected/],
    [['empty.json'], /^skycheck: empty\.json: there is nothing in it\.$/m],
    [['other.json'], /^skycheck: other\.json:1:1: this is neither a policy document/],
    [['two.json'], /^skycheck: two\.json:1:16: .*\ntwo\.json:1:16: /],
    [['missing.json'], /^skycheck: missing\.json: there is no such file\.$/m],
    [['.'], /^skycheck: \.: this is a directory\.$/m],
    [['-'], /^skycheck: <standard input>: there is nothing in it\.$/m],
    [['-', '-'], /^skycheck: Standard input \(-\) can be read once only\.$/m],
    [['--scp', 'nowhere', 'other.json'], /^skycheck: (other|nowhere)/],
    [
      ['accounts.json'],
      /^skycheck: These policies name several accounts: 111111111111, 222222222222\.\nChoose one with --account/,
    ],
    [[], /^skycheck: Name the files with the policies/],
    [['--format', 'xml', 'x'], /^skycheck: .*Allowed choices are text, json/],
  ])('answers %j with what is wrong and where, and exit status 2', async (args, message) => {
    const home = await temporaryHome(FILES);
    const { status, stdout, stderr } = await skycheck(['policy', 'check', ...args], { home, cwd: home });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('names two commands where none is given', async () => {
    const { status, stdout, stderr } = await skycheck(['policy']);
    expect(status).toBe(2);
    expect(stdout + stderr).toMatch(/generate[\s\S]*check/);
  });
});

describe('skycheck policy check --trust', () => {
  const GITHUB = 'token.actions.githubusercontent.com';
  const trust = {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/${GITHUB}` },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: {
          [`${GITHUB}:aud`]: 'sts.amazonaws.com',
          [`${GITHUB}:sub`]: 'repo:acme/infra:ref:refs/heads/main',
        },
      },
    },
  };
  const claims = (sub: string) => ({
    iss: `https://${GITHUB}`,
    aud: 'sts.amazonaws.com',
    sub,
    secret: 'hushhush',
  });
  const token = (sub: string) =>
    `e30.${Buffer.from(JSON.stringify(claims(sub))).toString('base64url')}.topsecretsignature`;
  const run = async (trustText: string, claimsText: string, ...args: string[]) => {
    const home = await temporaryHome({ 'trust.txt': trustText });
    const file = path.join(home, 'trust.txt');
    const command = ['policy', 'check', '--trust', file, '--claims', '-', ...args];
    return skycheck(command, { stdin: claimsText });
  };

  it.each([
    [
      'claims',
      JSON.stringify(claims('repo:acme/infra:ref:refs/heads/main')),
      0,
      'Ready: the trust policy admits',
    ],
    ['a token', token('repo:acme/infra:ref:refs/heads/main'), 0, 'Ready: the trust policy admits'],
    ['a token', token('repo:acme/infra:environment:prod'), 1, 'The job runs in an'],
  ])('holds a trust policy against %s: %#', async (_, text, status, words) => {
    for (const form of [trust, { Role: { RoleName: 'ci', AssumeRolePolicyDocument: trust } }]) {
      const answer = await run(JSON.stringify(form), text);
      expect(answer).toMatchObject({ status, stderr: '' });
      expect(answer.stdout).toContain(words);
      expect(answer.stdout).not.toMatch(/hushhush|topsecretsignature|e30\./);
      expect(
        Math.max(
          ...answer.stdout.split('\n').map((line) => (line.trimStart().startsWith('"') ? 0 : line.length)),
        ),
      ).toBeLessThanOrEqual(80);
    }
  });

  it('prints JSON by the shipped schema, whose policy admits the token', async () => {
    const sub = 'repo:acme@12/infra@34:environment:prod';
    const { status, stdout } = await run(JSON.stringify(trust), token(sub), '--format', 'json');
    const report = JSON.parse(stdout);
    expect(() => trustReportSchema.parse(report)).not.toThrow();
    expect({ status, code: report.exitCode, verdict: report.verdict }).toEqual({
      status: 1,
      code: 1,
      verdict: 'not-ready',
    });
    const again = await run(JSON.stringify(report.admittingPolicy), token(sub), '-q');
    expect(again).toMatchObject({ status: 0, stdout: '', stderr: '' });
  });

  it.each([
    [['--trust', 'x'], '--trust needs --claims'],
    [['--claims', 'x'], '--claims goes with --trust'],
    [['--trust', '-', '--claims', '-'], 'Standard input (-) can be read once only'],
    [['--trust', '/nowhere', '--claims', '/nowhere'], '/nowhere: there is no such file'],
    [['--trust', 'x', '--claims', 'y', 'z'], 'it takes no other policies'],
    [[], 'Name the files with the policies'],
  ])('answers %j with one clear message and exit status 2', async (args, message) => {
    const { status, stdout, stderr } = await skycheck(['policy', 'check', ...args], { stdin: '{}' });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

describe('skycheck policy check assumes the launch of', () => {
  const denyUnless = (type: string, condition: object) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: '*', Resource: '*' },
        {
          Effect: 'Deny',
          Action: 'ec2:RunInstances',
          Resource: `arn:aws:ec2:*:*:${type}/*`,
          Condition: condition,
        },
      ],
    });
  const ENCRYPTED = denyUnless('volume', { Bool: { 'ec2:Encrypted': 'false' } });
  const PRIVATE = denyUnless('network-interface', { Bool: { 'ec2:AssociatePublicIpAddress': 'true' } });
  const SPOT = denyUnless('instance', { StringNotEquals: { 'ec2:InstanceMarketType': 'spot' } });
  const SMALL = denyUnless('instance', { StringNotLike: { 'ec2:InstanceType': 't3.*' } });
  const NO_RESERVATIONS = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', NotAction: 'ec2:DescribeCapacityReservations', Resource: '*' }],
  });
  const ROLE = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', NotAction: 'iam:PassRole', Resource: '*' },
      { Effect: 'Allow', Action: 'iam:PassRole', Resource: 'arn:aws:iam::*:role/mine' },
    ],
  });

  it.each<[string, string, string, readonly string[], number]>([
    // Where EC2 encrypts by default only a dry run decides.
    ["SkyPilot's defaults", ENCRYPTED, '', [], 3],
    ['its configuration, encrypted', ENCRYPTED, 'aws: {disk_encrypted: true}\n', [], 0],
    ['its configuration, private', PRIVATE, 'aws: {use_internal_ips: true}\n', [], 0],
    ['its configuration, with another role', ROLE, 'aws: {remote_identity: mine}\n', [], 0],
    ['the role that is named', ROLE, 'aws: {remote_identity: other}\n', ['--role', 'mine'], 0],
    ['no reservations', NO_RESERVATIONS, '', [], 0],
    ['reservations first', NO_RESERVATIONS, 'aws: {prioritize_reservations: true}\n', [], 1],
    ['a reservation', NO_RESERVATIONS, 'aws: {specific_reservations: [cr-1]}\n', [], 1],
    ['spot, which has none', NO_RESERVATIONS, 'aws: {prioritize_reservations: true}\n', ['--spot'], 0],
    ['no spot', SPOT, '', [], 1],
    ['--spot', SPOT, '', ['--spot'], 0],
    ['another type', SMALL, '', ['--instance-type', 'c5.large'], 1],
    ['--instance-type', SMALL, '', ['--instance-type', 't3.large'], 0],
  ])('%s', async (_title, document, config, args, status) => {
    const home = await temporaryHome(config === '' ? {} : { 'sky.yaml': config });
    const flags = config === '' ? [] : ['--config', path.join(home, 'sky.yaml')];
    const answer = await skycheck(['policy', 'check', '-', '--account', ACCOUNT, ...flags, ...args], {
      stdin: document,
      home,
    });
    expect({ status: answer.status, stderr: answer.stderr }, answer.stdout).toEqual({ status, stderr: '' });
  });

  it('a file that cannot be read is a usage error', async () => {
    const { status, stderr } = await skycheck(['policy', 'check', '-', '--config', '/nowhere.yaml'], {
      stdin: ENCRYPTED,
    });
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('--config: ') });
  });
});
