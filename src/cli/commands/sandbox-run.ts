import { constants } from 'node:os';
import { shellWord } from '../../findings/fix-step.ts';
import { spawnGroup } from '../../node-host/child-group.ts';
import { jsonLine, ownText, printable } from '../../printable.ts';
import { beside } from '../../report/text/style.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { withoutAwsSettings } from '../../sandbox/sandbox.ts';
import { createTemporaryHome } from '../../sandbox/temporary-home.ts';
import type { CliContext } from '../context.ts';
import { EXIT, UsageError } from '../exit.ts';
import { requireSandbox, requireScenario, shippedScenarios } from '../sandbox-session.ts';
import { styleFor } from '../terminal.ts';
import type { SandboxOptions } from './sandbox-options.ts';

/** How long a command may take to end after a signal, in milliseconds. */
const CHILD_GRACE_MS = 2_000;

type Environment = Readonly<Record<string, string>>;

/** Runs `skycheck sandbox`: lists the scenarios, serves one, or runs a command against one. */
export async function runSandbox(
  name: string | undefined,
  command: readonly string[],
  options: SandboxOptions,
  context: CliContext,
): Promise<number> {
  if (name === undefined) return listScenarios(context);
  const scenario = await requireScenario(name, context);
  const sandbox = await requireSandbox(scenario, options.port, context);
  const home = createTemporaryHome();
  const forget = context.onExit(() => home.remove());
  try {
    await home.write(sandbox.files(home.path));
    const environment = sandbox.environment(home.path);
    const [program, ...args] = command;
    if (program !== undefined) return await runCommand(program, args, environment, context);
    announce(name, sandbox, environment, options, context);
    await untilInterrupted(context);
    return EXIT.interrupted;
  } finally {
    forget();
    await sandbox.close();
    home.remove();
  }
}

async function listScenarios(context: CliContext): Promise<number> {
  const { terminal } = context;
  const style = await styleFor(terminal.stdout, terminal.env, undefined);
  const scenarios = await shippedScenarios(context);
  const labelWidth = Math.max(...scenarios.map(({ name }) => name.length));
  const lines = scenarios.flatMap(({ name, description }) =>
    beside(name, description, style.columns, { indent: 0, labelWidth }),
  );
  terminal.stdout.write(ownText(`${lines.join('\n')}\n`));
  return EXIT.ok;
}

function announce(
  name: string,
  { endpoint }: Sandbox,
  environment: Environment,
  { json }: SandboxOptions,
  { terminal }: CliContext,
): void {
  if (json) {
    terminal.stdout.write(jsonLine({ schemaVersion: '1.0', scenario: name, endpoint, environment }));
    return;
  }
  const exports = Object.entries(environment).map(([key, value]) => `export ${key}=${shellWord(value)}`);
  terminal.stdout.write(
    ownText(
      `The sandbox "${printable(name)}" listens on ${endpoint} until Ctrl-C. In another shell:\n\n${exports.map(printable).join('\n')}\n`,
    ),
  );
}

function untilInterrupted({ interrupted }: CliContext): Promise<void> {
  return new Promise((resolve) => interrupted.addEventListener('abort', () => resolve(), { once: true }));
}

/** Runs the command with the terminal handed through; its exit status becomes ours. */
function runCommand(
  program: string,
  args: readonly string[],
  environment: Environment,
  { host, onExit }: CliContext,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const { child, signal: send } = spawnGroup(program, args, {
      stdio: 'inherit',
      cwd: host.cwd,
      env: { ...withoutAwsSettings(host.env), ...environment },
    });
    const ended = new Promise<void>((done) => child.once('close', () => done()));
    const forget = onExit(async (name) => {
      send(name ?? 'SIGTERM');
      const lift = host.limit(CHILD_GRACE_MS, () => send('SIGKILL'));
      await ended.finally(lift);
      // What it started may have stayed behind.
      send('SIGKILL');
    });
    child.on('error', (error: NodeJS.ErrnoException) =>
      reject(new UsageError(`The command "${program}" cannot be started (${error.code ?? error.message}).`)),
    );
    child.on('close', (status, signal) => {
      forget();
      resolve(status ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
