/** The sandbox: an embedded AWS on loopback, made from a scenario. This is all that the rest of skycheck uses. */
import type { Clock } from '../time.ts';
import { buildCloud } from './cloud.ts';
import { faultPlan } from './faults.ts';
import type { HomeFile } from './home.ts';
import { homeEnvironment, homeFiles } from './home.ts';
import { keyRing } from './key-ring.ts';
import type { Fault, Scenario, SimulatorShape } from './scenario.ts';
import type { ServedRequest } from './server.ts';
import { listen } from './server.ts';
import { signInTokens } from './sign-in-logins.ts';
import { ssoTokens } from './sso-logins.ts';

export { withoutAwsSettings } from './environment.ts';
export type { HomeFile } from './home.ts';
export type { Fault, Scenario, SimulatorShape } from './scenario.ts';
export { listScenarios, loadScenario } from './scenario-library.ts';
export type { ServedRequest } from './server.ts';

export interface SandboxOptions {
  readonly scenario: Scenario;
  /** The client's clock. */
  readonly clock: Pick<Clock, 'now' | 'pause'>;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Come after the scenario's own. */
  readonly faults?: readonly Fault[];
  /** Stands in for the scenario's. */
  readonly simulatorShape?: SimulatorShape;
}

export interface Sandbox {
  /** `http://127.0.0.1:PORT`. */
  readonly endpoint: string;
  readonly port: number;
  /** The files of a home at a path. */
  files(home: string): readonly HomeFile[];
  /** The variables to set over an environment without AWS settings (`withoutAwsSettings`). */
  environment(home: string): Readonly<Record<string, string>>;
  /** The calls served so far. */
  requests(): readonly ServedRequest[];
  /**
   * Those that made or changed something, or whose answer says so. AWS's own endpoints never do here; a scenario that
   * ignores dry runs, or answers a call with a body of its own, does.
   */
  changes(): readonly ServedRequest[];
  /** Stops at once, open connections included. */
  close(): Promise<void>;
}

export type SandboxStart =
  | { readonly kind: 'started'; readonly sandbox: Sandbox }
  /** `code` is the system's, such as `EADDRINUSE`. */
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

/** Starts a sandbox on 127.0.0.1. */
export async function startSandbox(options: SandboxOptions): Promise<SandboxStart> {
  const scenario: Scenario = {
    ...options.scenario,
    simulator: {
      ...options.scenario.simulator,
      shape: options.simulatorShape ?? options.scenario.simulator.shape,
    },
  };
  const now = () => options.clock.now() + scenario.clockOffset;
  const cloud = buildCloud(scenario, now());
  const faults = faultPlan([...scenario.faults, ...(options.faults ?? [])]);
  const listening = await listen(options.port ?? 0, options.clock.pause, (endpoint) => ({
    cloud,
    keys: keyRing(cloud),
    ssoTokens: ssoTokens(cloud),
    signInTokens: signInTokens(cloud),
    faults,
    endpoint,
    now,
  }));
  if (listening.kind === 'failed') return listening;
  const endpoint = `http://127.0.0.1:${listening.port}`;
  const sandbox: Sandbox = {
    endpoint,
    port: listening.port,
    files: (home) => homeFiles({ cloud, home, endpoint }),
    environment: (home) => homeEnvironment({ cloud, home, endpoint }),
    requests: listening.requests,
    changes: () => listening.requests().filter(({ changed }) => changed),
    close: listening.close,
  };
  return { kind: 'started', sandbox };
}
