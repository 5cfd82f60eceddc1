import { onTestFinished } from 'vitest';
import type { CheckRequest } from '../../src/check/request.ts';
import { check } from '../../src/check.ts';
import type { Report, ReportRequirement } from '../../src/report/report.ts';
import type { Sandbox, SandboxOptions, Scenario } from '../../src/sandbox/sandbox.ts';
import { fakeHost, HOME } from '../credentials/fake-host.ts';
import { started } from '../sandbox/support.ts';
import { NO_WAITS } from '../support/clocks.ts';

export interface Checked {
  readonly report: Report;
  readonly sandbox: Sandbox;
  /** The requirement with that id. */
  of(id: string): ReportRequirement | undefined;
  /** The status of each capability, by its id. */
  readonly statuses: Readonly<Record<string, string>>;
  readonly codes: readonly string[];
}

/** Checks a scenario in this process: the same way as `skycheck aws --sandbox`, with the sandbox's log at hand. */
export async function checkScenario(
  scenario: Scenario,
  request: Partial<CheckRequest> = {},
  options: Partial<SandboxOptions> = {},
): Promise<Checked> {
  return checkIn(await started(scenario, options), request);
}

/** What a test changes of a home: the text of each file, by its path from `~/`, and the environment. */
export interface HomeChanges {
  readonly file?: (text: string, path: string) => string;
  /** Beside those that are there. */
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** Checks what runs in a sandbox. */
export async function checkIn(
  sandbox: Sandbox,
  request: Partial<CheckRequest> = {},
  { file = (text) => text, files: more = {}, env = {} }: HomeChanges = {},
): Promise<Checked> {
  const files = Object.fromEntries(
    sandbox
      .files(HOME)
      .map(({ path, text, mode }) => [
        `~/${path}`,
        { kind: 'file' as const, bytes: new TextEncoder().encode(file(text, `~/${path}`)), mode },
      ]),
  );
  const host = fakeHost({
    env: { ...sandbox.environment(HOME), ...env },
    files: { ...files, ...more },
    now: NO_WAITS.now(),
  });
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  const report = await check({ ...DEFAULTS, signal: abort.signal, ...request }, host, {
    step: () => undefined,
  });
  const requirements = report.capabilities.flatMap((capability) => capability.requirements);
  return {
    report,
    sandbox,
    of: (id) => requirements.find((requirement) => requirement.id === id),
    statuses: Object.fromEntries(report.capabilities.map(({ id, status }) => [id, status])),
    codes: report.findings.map(({ code }) => code),
  };
}

export const DEFAULTS = {
  profile: undefined,
  region: undefined,
  regions: undefined,
  skyConfigFile: undefined,
  launch: {},
  required: [],
  offline: false,
  renewSsoToken: true,
  simulate: true,
  realCalls: true,
  quotas: false,
  endpointUrl: undefined,
  timeoutMs: 30_000,
  sandbox: 'test',
  version: '0.0.0',
} satisfies Partial<CheckRequest>;
