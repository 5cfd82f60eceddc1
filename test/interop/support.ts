/** Other people's programs, started for a test and stopped with it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';

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
