/** `--ignore`, `--fail-on`, `--exit-zero`, and `.skycheck.yaml`, which says the same for a whole team. */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseReport, skycheck, temporaryHome } from './support/skycheck.ts';

const warned = ['aws', '--sandbox', 'no-default-vpc'];
const denied = ['aws', '--sandbox', 'minimal'];

describe('the rules of a pipeline', () => {
  it('--ignore hides, says so, and enables nothing', async () => {
    const { status, stdout } = await skycheck([
      ...denied,
      '--ignore',
      'permissions-missing',
      '--format',
      'json',
    ]);
    const report = parseReport(stdout);
    expect([status, report.verdict]).toEqual([1, 'not-ready']);
    expect(report.findings.map(({ code }) => code)).not.toContain('permissions-missing');
    expect(new Set(report.ignored?.map(({ code }) => code))).toEqual(new Set(['permissions-missing']));
    for (const flags of [[], ['-v'], ['-vv'], ['--format', 'markdown'], ['--format', 'html']]) {
      const text = await skycheck([...denied, '--ignore', 'permissions-missing', ...flags]);
      expect(text.stdout).toContain('Ignored on request: permissions-missing.');
      if (flags.length === 0) expect(text.stdout).toMatch(/\nNot ready: [^\n]*(\nDetails: .*)?\n$/);
    }
    const all = await skycheck([
      'aws',
      '--sandbox',
      'many-profiles',
      '--all-profiles',
      '--ignore',
      'permissions-missing',
    ]);
    expect(all.stdout).toContain('Ignored on request: permissions-missing.');
  });

  it.each([
    [['--strict'], 1, '--strict lets no warning pass, and there is the warning regions-not-usable'],
    [['--fail-on', 'warning'], 1, '--fail-on warning lets no warning pass'],
    [['--fail-on', 'error'], 0, undefined],
    [['--fail-on', 'error', '--fail-on', 'regions-not-usable'], 1, '--fail-on regions-not-usable is set'],
    [['--fail-on', 'no-network'], 0, undefined],
    [['--strict', '--exit-zero'], 0, '--strict lets no warning pass'],
  ])('%j ends a ready run with %i', async (flags, status, reason) => {
    const { status: ended, stdout } = await skycheck([...warned, ...flags, '--format', 'json']);
    const report = parseReport(stdout);
    expect([ended, report.exitCode]).toEqual([status, status]);
    expect(report.verdict).toBe(reason === undefined ? 'ready' : 'not-ready');
    if (reason !== undefined) expect(report.verdictReason).toContain(reason);
  });

  it('an ignored warning does not count for --strict', async () => {
    const { findings } = parseReport((await skycheck([...warned, '--format', 'json'])).stdout);
    const warnings = findings.filter(({ severity }) => severity === 'warning').map(({ code }) => code);
    expect(warnings).not.toEqual([]);
    const flags = warnings.flatMap((code) => ['--ignore', code]);
    expect((await skycheck([...warned, '--strict', ...flags.slice(2), '-q'])).status).toBe(1);
    expect((await skycheck([...warned, '--strict', ...flags, '-q'])).status).toBe(0);
  });

  it.each([
    [denied, 'Not ready'],
    [['aws', '--sandbox', 'admin', '--offline'], 'Undecided'],
  ])('--exit-zero ends %j with 0 and says what is', async (args, verdict) => {
    const { status, stdout } = await skycheck([...args, '--exit-zero']);
    expect(status).toBe(0);
    const words = stdout.replace(/\s+/g, ' ');
    expect(words).toContain(verdict);
    expect(words).toContain('Exit status 0, as --exit-zero asks.');
    expect((await skycheck([...args, '--exit-zero', '--format', 'xml'])).status).toBe(2);
  });

  it.each([
    [['--ignore', 'permission-missing'], 'Did you mean permissions-missing?'],
    [['--ignore', 'warning'], 'no finding with the code'],
    [['--fail-on', 'warnings'], 'Did you mean warning?'],
    [['--fail-on', 'info'], 'no finding with the code'],
  ])('%j is 2', async (flags, message) => {
    for (const command of [denied, ['policy', 'check', '-']]) {
      const { status, stdout, stderr } = await skycheck([...command, ...flags]);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toContain(message);
    }
  });
});

/** A repository in a home, with the file at its root, and a folder in it. */
async function repository(yaml: string, files: Readonly<Record<string, string>> = {}) {
  const home = await temporaryHome({
    'repo/.skycheck.yaml': yaml,
    'repo/sub/x': '',
    'repo/.git/HEAD': 'x',
    ...files,
  });
  const root = path.join(home, 'repo');
  return { home, root, run: (args: readonly string[], cwd = root) => skycheck(args, { home, cwd }) };
}

describe('.skycheck.yaml', () => {
  it('says what flags say, from the folder or from the root of its repository', async () => {
    const { root, run } = await repository(
      [
        'require: [compute, spot]',
        'ignore: regions-not-usable',
        'fail-on:',
        '  - sso-aws-only',
        'regions: us-east-1',
        'config: sky.yaml',
        'formats:',
        '  junit: out.xml',
      ].join('\n'),
      { 'repo/sky.yaml': 'aws:\n  labels: {team: a}\n' },
    );
    for (const cwd of [root, path.join(root, 'sub')]) {
      const { status, stdout, stderr } = await run(['aws', '--sandbox', 'admin', '--format', 'json'], cwd);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      const report = parseReport(stdout);
      expect(report.asked).toEqual(['compute', 'spot']);
      expect(report.ignored).toEqual([]);
      expect(report.region.value).toBe('us-east-1');
      expect(report.skypilot?.configFiles.map(({ role }) => role)).toContain('flag');
    }
    expect(readFileSync(path.join(root, 'out.xml'), 'utf8')).toContain('<testsuites>');
    expect(existsSync(path.join(root, 'sub/out.xml'))).toBe(false);
  });

  it('yields to flags', async () => {
    const { root, run } = await repository(
      'require: spot\nignore: permissions-missing\nfail-on: warning\nformats: [junit=out.xml]\n',
    );
    const { stdout, status } = await run([
      ...['aws', '--sandbox', 'admin', '--format', 'json', '--require', 'ports', '--ignore', 'no-network'],
      ...['--fail-on', 'error', '--report', 'json=a.json'],
    ]);
    expect([status, parseReport(stdout).asked]).toEqual([0, ['ports']]);
    expect(existsSync(path.join(root, 'out.xml'))).toBe(false);
  });

  it('makes nothing green, and says where a failure comes from', async () => {
    const { run } = await repository('ignore: [permissions-missing]\nfail-on: warning\n');
    expect((await run(denied)).status).toBe(1);
    const { status, stdout } = await run([...warned, '--format', 'json']);
    expect(status).toBe(1);
    expect(parseReport(stdout).verdictReason).toContain(
      'fail-on: warning in .skycheck.yaml lets no warning pass',
    );
  });

  it('is not read in the home, nor above it, nor where the home is the repository', async () => {
    const home = await temporaryHome({ '.skycheck.yaml': 'nonsense: 1', '.git/HEAD': 'x', 'project/x': '' });
    for (const cwd of [home, path.join(home, 'project')]) {
      expect((await skycheck(['aws', '--sandbox', 'admin'], { home, cwd })).status).toBe(0);
    }
  });

  it('is not read between the folder and the root of the repository', async () => {
    const { root, run } = await repository('require: spot\n', { 'repo/sub/.skycheck.yaml': 'nonsense: 1' });
    await mkdir(path.join(root, 'sub/deeper'));
    expect((await run(['aws', '--sandbox', 'admin'], path.join(root, 'sub/deeper'))).status).toBe(0);
    expect((await run(['aws', '--sandbox', 'admin'], path.join(root, 'sub'))).status).toBe(2);
  });

  it('counts for policy check, as far as it is about that', async () => {
    const { root, run } = await repository('require: ports\nregions: us-east-1\nformats: [sarif=o.sarif]\n', {
      'repo/p.json': '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
    });
    const { stdout } = await run(['policy', 'check', 'p.json', '--format', 'json']);
    expect(parseReport(stdout).asked).toEqual(['ports']);
    expect(JSON.parse(readFileSync(path.join(root, 'o.sarif'), 'utf8')).version).toBe('2.1.0');
    expect((await run(['aws', '--sandbox', 'admin', '-q'])).status).toBe(0);
  });

  it('may be empty', async () => {
    for (const yaml of ['', '\n# nothing yet\n']) {
      expect((await (await repository(yaml)).run(['aws', '--sandbox', 'admin', '-q'])).status).toBe(0);
    }
  });

  it.each<[string, number, string]>([
    ['# what we check\nrequires: spot\n', 2, 'there is no key "requires".'],
    ['require: spot\nexit-zero: true\n', 2, 'there is no key "exit-zero".'],
    ['endpoint-url: http://x\n', 1, 'there is no key "endpoint-url".'],
    ['credential_process: x\n', 1, 'there is no key'],
    ['require:\n  - compute\n  - sport\n', 3, '"sport" is no value of "require".'],
    ['ignore:\n  - permissions-missing\n  - nonsense\n', 3, '"nonsense" is no value of "ignore".'],
    ['fail-on: 3\n', 1, '3 is no value of "fail-on".'],
    ['formats:\n  junit: a.xml\n  xml: b.xml\n', 3, 'is no value of "formats".'],
    ['formats: [junit]\n', 1, '"junit" is no value of "formats".'],
    ['ignore: {a: 1}\n', 1, 'is no value of "ignore".'],
    ['- require\n', 1, 'this has to be keys with values.'],
    ['require: spot\nrequire: ports\n', 2, 'not valid YAML'],
    ['require: [spot\n', 2, 'not valid YAML'],
    ['require: spot\n  ports: 1\n', 1, 'not valid YAML'],
    ['config: ../other.yaml\n', 1, 'the file has to lie beside this one, or below it.'],
    ['require: spot\nformats: {json: /tmp/a.json}\n', 2, 'the file has to lie beside'],
    ['config: linked/x.yaml\n', 1, 'the file has to lie beside'],
  ])('%j is 2 with line %i', async (yaml, line, message) => {
    const { root, run } = await repository(yaml, { 'other/x.yaml': '' });
    await symlink('../other', path.join(root, 'linked'));
    const { status, stdout, stderr } = await run(['aws', '--sandbox', 'admin']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(`skycheck: .skycheck.yaml:${line}: `);
    expect(stderr).toContain(message);
    const sub = await run(['aws', '--sandbox', 'admin'], path.join(root, 'sub'));
    expect(sub.stderr).toContain('skycheck: ../.skycheck.yaml:');
  });

  it('that cannot be read is 2', async () => {
    const { root, run } = await repository('require: spot\n');
    await mkdir(path.join(root, 'sub/.skycheck.yaml'));
    const { status, stderr } = await run(['aws', '--sandbox', 'admin'], path.join(root, 'sub'));
    expect(status).toBe(2);
    expect(stderr).toContain('.skycheck.yaml cannot be read');
  });
});

it('.skycheck.yaml counts for trust policies, too', async () => {
  const trust = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: {
          Federated: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com',
        },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: { StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' } },
      },
    ],
  };
  const claims = {
    iss: 'https://token.actions.githubusercontent.com',
    sub: 'repo:acme/infra:ref:refs/heads/main',
    aud: 'sts.amazonaws.com',
  };
  const files = { 'repo/trust.json': JSON.stringify(trust), 'repo/claims.json': JSON.stringify(claims) };
  const command = ['policy', 'check', '--trust', 'trust.json', '--claims', 'claims.json'];
  const run = async (config: Readonly<Record<string, string>>) => {
    const home = await temporaryHome({ ...files, ...config });
    return skycheck(command, { home, cwd: path.join(home, 'repo') });
  };
  expect((await run({})).status).toBe(0);
  const { status, stdout } = await run({ 'repo/.skycheck.yaml': 'fail-on: [warning]\n' });
  expect(status).toBe(1);
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain('fail-on: warning in .skycheck.yaml');
});
