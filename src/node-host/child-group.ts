/** Child processes that end together with what they started. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { isatty } from 'node:tty';

export interface ChildGroup {
  readonly child: ChildProcess;
  /** Signals the child and, where they are a group of their own, whatever it started. */
  signal(name: NodeJS.Signals): void;
}

/**
 * Starts a program without a shell.
 *
 * At a terminal it stays in skycheck's group, since only that may ask the person something, and the terminal's own
 * signals reach it; elsewhere it gets a group of its own.
 */
export function spawnGroup(program: string, args: readonly string[], options: SpawnOptions): ChildGroup {
  const ownGroup = process.platform !== 'win32' && !isatty(0);
  const child = spawn(program, args, { ...options, detached: ownGroup });
  return {
    child,
    signal: (name) => {
      if (!ownGroup || child.pid === undefined) child.kill(name);
      else signalGroup(child.pid, name);
    },
  };
}

function signalGroup(leader: number, name: NodeJS.Signals): void {
  try {
    process.kill(-leader, name);
  } catch {
    // Nobody of the group is left.
  }
}
