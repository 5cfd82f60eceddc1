/** Other people's programs, started for a test and stopped with it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { runProcess } from '../end-to-end/support/spawn-program.ts';

/** The Python with boto3, awscli and moto. */
export const PYTHON = process.env.SKYCHECK_PYTHON ?? 'python3';

const PORT_LINE = /Running on http:\/\/127\.0\.0\.1:(\d+)/;

/** Starts moto's server on a free port of loopback; stopped when the test ends. */
export function startMoto(env: Readonly<Record<string, string>> = {}): Promise<string> {
  const child = spawn(PYTHON, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', '0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', PYTHONUNBUFFERED: '1', ...env },
  });
  onTestFinished(() => stop(child));
  return new Promise((resolve, reject) => {
    let text = '';
    const listen = (chunk: Buffer) => {
      text += chunk.toString('utf8');
      const port = PORT_LINE.exec(text)?.[1];
      if (port !== undefined) resolve(`http://127.0.0.1:${port}`);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.on('exit', () => reject(new Error(`moto did not start: ${text}`)));
  });
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) resolve();
    child.on('exit', () => resolve());
    child.kill('SIGKILL');
  });
}

/** An administrator of moto's account, as IAM hands keys out. */
const MAKE_ADMIN = `
import boto3, json, sys
iam = boto3.client('iam', endpoint_url=sys.argv[1], region_name='us-east-1',
                   aws_access_key_id='test', aws_secret_access_key='test')
iam.create_user(UserName='admin', Path='/team/')
iam.put_user_policy(UserName='admin', PolicyName='all', PolicyDocument=json.dumps({
    'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Action': '*', 'Resource': '*'}]}))
key = iam.create_access_key(UserName='admin')['AccessKey']
print(json.dumps({'AWS_ACCESS_KEY_ID': key['AccessKeyId'], 'AWS_SECRET_ACCESS_KEY': key['SecretAccessKey']}))
`;

/** Makes an administrator in moto, and gives the environment with the keys. */
export async function adminOf(endpoint: string): Promise<Record<string, string>> {
  const made = await runProcess(PYTHON, ['-c', MAKE_ADMIN, endpoint], {
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' },
  });
  if (made.status !== 0) throw new Error(made.stderr);
  return JSON.parse(made.stdout);
}
