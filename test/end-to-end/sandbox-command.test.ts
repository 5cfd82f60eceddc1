import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { shipped, started } from '../sandbox/support.ts';
import { BIN, parseReport, skycheck, spawnSkycheck, temporaryHome } from './support/skycheck.ts';
import { NODE } from './support/spawn-program.ts';

interface Ready {
  readonly endpoint: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Serves a scenario until the test ends. */
function serve(name: string): Promise<Ready & { stop(signal: NodeJS.Signals): Promise<number | null> }> {
  const child = spawn(NODE, [BIN, 'sandbox', name, '--port', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH ?? '' },
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return new Promise((resolve, reject) => {
    let text = '';
    child.on('error', reject);
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      if (!text.endsWith('\n')) return;
      const stop = (signal: NodeJS.Signals) =>
        new Promise<number | null>((done) => {
          child.on('close', done);
          child.kill(signal);
        });
      resolve({ ...JSON.parse(text), stop });
    });
  });
}

describe('skycheck sandbox', () => {
  it('lists the scenarios with what they are', async () => {
    const { status, stdout } = await skycheck(['sandbox']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^sso-expired +\S/m);
  });

  it("runs a command with its settings in place of the person's, and takes over its exit status", async () => {
    const script = `
      const { AWS_PROFILE, AWS_ENDPOINT_URL, HOME } = process.env;
      const files = require('node:fs').readdirSync(HOME + '/.aws');
      console.log(AWS_PROFILE, AWS_ENDPOINT_URL.startsWith('http://127.'), files);
      process.exitCode = 7;`;
    const ended = await spawnSkycheck(['sandbox', 'admin', '--', NODE, '-e', script], {
      env: { AWS_PROFILE: 'production' },
    });
    expect(ended).toEqual({ status: 7, stdout: "undefined true [ 'config', 'credentials' ]\n", stderr: '' });
  });

  it('runs a command without a scenario in that of least privilege', async () => {
    const home = await temporaryHome({});
    const copy = `require('node:fs').copyFileSync(process.env.HOME + '/.aws/config', process.argv[1])`;
    const configOf = async (scenario: readonly string[]) => {
      const file = path.join(home, `config-${scenario.length}`);
      const { status } = await skycheck(['sandbox', ...scenario, '--', NODE, '-e', copy, file]);
      expect(status).toBe(0);
      return readFileSync(file, 'utf8');
    };
    const named = await configOf(['least-privilege']);
    expect(named).toContain('[default]');
    expect(await configOf([])).toBe(named);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('serves until %s, then leaves nothing behind', async (signal, status) => {
    const { endpoint, environment, stop } = await serve('admin');
    expect(endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const home = environment.HOME ?? '';
    expect(existsSync(home)).toBe(true);
    const { status: checked, stdout } = await skycheck(['aws', '--format', 'json'], {
      env: environment,
      home,
    });
    expect(checked).toBe(0);
    expect(parseReport(stdout).sandbox).toBeNull();
    expect(await stop(signal)).toBe(status);
    expect(existsSync(home)).toBe(false);
  });

  it('refuses a policy that asks for an unknown context key, with file, line and policy', async () => {
    const home = await temporaryHome({
      'guard.yaml': `description: x
accounts:
  - id: "111122223333"
    serviceControlPolicies:
      - - FullAWSAccess
        - name: guard
          document:
            Version: "2012-10-17"
            Statement:
              - Effect: Deny
                Action: ec2:RunInstances
                Resource: "*"
                Condition: { Bool: { "ec2:EncryptedVolume": "false" } }
`,
    });
    const file = `${home}/guard.yaml`;
    const { status, stderr } = await skycheck(['aws', '--sandbox', file]);
    expect(status).toBe(2);
    expect(stderr).toContain(`${file}:13:38: `);
    expect(stderr).toContain(
      'service control policy guard asks for the context key "ec2:EncryptedVolume", which the sandbox does not know',
    );
  });

  it('says which port is taken', async () => {
    const { endpoint } = await started(shipped('admin'));
    const port = new URL(endpoint).port;
    const { status, stderr } = await skycheck(['sandbox', 'admin', '--port', port]);
    expect(status).toBe(2);
    expect(stderr).toContain(`port ${port} (EADDRINUSE)`);
  });
});
