/** A check of each kind of credentials whose calls go through a relay that spoils some; and what is wrong with its report. */
import { check } from '../../src/check.ts';
import type { ProcessEnd } from '../../src/host.ts';
import type { Report } from '../../src/report/report.ts';
import type { Scenario } from '../../src/sandbox/sandbox.ts';
import { type Clock, limitTime } from '../../src/time.ts';
import { fakeHost, HOME } from '../credentials/fake-host.ts';
import { parseReport } from '../end-to-end/support/skycheck.ts';
import { DEFAULTS } from '../permissions/check-sandbox.ts';
import { keysOf, scenarioOf, shipped, started } from '../sandbox/support.ts';
import { NO_WAITS, passTimeWhileQuiet, testClock } from '../support/clocks.ts';
import { disagreements } from './disagreements.ts';
import { type RelayedCall, relayTo, type Spoiler } from './faulty-relay.ts';
import type { RelayFault } from './relay-faults.ts';

const RUN_MS = 20_000;

const ROLE = (machine: string) =>
  scenarioOf(`
description: for a test
accounts:
  - id: "111122223333"
    roles:
      - name: ci
        policies: [AdministratorAccess]
        trust: { Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: { Federated: "*" }, Action: "sts:AssumeRoleWithWebIdentity" }] }
machine: { kind: ${machine}, account: "111122223333", role: ci }
home: {}
`);

export interface Way {
  readonly scenario: Scenario;
  readonly profile?: string;
  /** The calls that only these credentials make. */
  readonly own: readonly string[];
  readonly process?: true;
}

/** Every way to credentials that makes calls of its own, and static keys for those that all make. */
export const WAYS: Readonly<Record<string, Way>> = {
  'static keys': { scenario: shipped('admin'), own: [] },
  sso: { scenario: shipped('sso'), own: ['GetRoleCredentials'] },
  'sso to be renewed': { scenario: shipped('sso-renewable'), own: ['CreateToken', 'GetRoleCredentials'] },
  'aws login': { scenario: shipped('aws-login'), own: ['CreateOAuth2Token'] },
  'assume role': { scenario: shipped('many-profiles'), profile: 'launcher', own: ['AssumeRole'] },
  'web identity': { scenario: ROLE('web-identity'), own: ['AssumeRoleWithWebIdentity'] },
  instance: { scenario: ROLE('instance'), own: ['instance metadata'] },
  container: { scenario: ROLE('container'), own: ['container'] },
  credential_process: { scenario: shipped('admin'), own: [], process: true },
};

export type Environment = Readonly<Record<string, string>>;

export interface Run {
  readonly report: Report;
  readonly calls: readonly RelayedCall[];
  /** By the clock of the run, milliseconds. */
  readonly took: number;
}

export async function run(
  way: Way,
  choose: (call: RelayedCall) => Spoiler | undefined,
  isSilent: boolean,
  changed: (env: Environment) => Environment = (env) => env,
): Promise<Run> {
  const sandbox = await started(way.scenario);
  const relay = await relayTo(sandbox.endpoint, choose);
  const through = (text: string) => text.replaceAll(sandbox.endpoint, relay.url);
  const env = changed(
    Object.fromEntries(
      Object.entries(sandbox.environment(HOME)).map(([name, value]) => [name, through(value)]),
    ),
  );
  const files = Object.fromEntries(
    sandbox.files(HOME).map(({ path, text, mode }) => {
      const bytes = new TextEncoder().encode(through(text));
      return [`~/${path}`, { kind: 'file' as const, bytes, mode }];
    }),
  );
  const own = way.process === undefined ? { files } : processOf(keysOf(sandbox), files);
  const start = NO_WAITS.now();
  const moving = testClock(start);
  const clock: Clock = { ...moving, pause: NO_WAITS.pause };
  const { signal } = limitTime(clock, RUN_MS);
  const request = { ...DEFAULTS, profile: way.profile, quotas: true, timeoutMs: RUN_MS, signal };
  let isOver = false;
  const checking = check(request, fakeHost({ env, clock, ...own }), { step: () => undefined }).finally(() => {
    isOver = true;
  });
  if (isSilent)
    await passTimeWhileQuiet(
      moving,
      () => isOver,
      () => relay.calls.length,
    );
  return { report: await checking, calls: relay.calls, took: moving.now() - start };
}

function processOf(
  { accessKeyId, secretAccessKey }: ReturnType<typeof keysOf>,
  files: Readonly<Record<string, unknown>>,
) {
  const kept = Object.entries(files).filter(
    ([path]) => path !== '~/.aws/credentials' && path !== '~/.aws/config',
  );
  const stdout = JSON.stringify({ Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey });
  return {
    files: {
      ...(Object.fromEntries(kept) as Record<string, string>),
      '~/.aws/config': '[default]\nregion = us-east-1\ncredential_process = /bin/keys\n',
    },
    run: async (): Promise<ProcessEnd> => ({ kind: 'exited', status: 0, stdout, stderr: '' }),
  };
}

/** Every decision of a report, by name. */
function decisionsOf({ capabilities }: Report): ReadonlyMap<string, string> {
  return new Map(
    capabilities.flatMap(({ id, requirements, conditions }) => [
      // Whose account it is is not known after every fault.
      ...requirements.map(
        ({ action, resource, decision }) =>
          [`${id} ${action} ${resource.replace(/:(\d{12}|\*):/, ':account:')}`, decision] as const,
      ),
      ...conditions.map((entry) => [`${id} ${entry.id}`, entry.decision] as const),
    ]),
  );
}

/** What is wrong with a report, given that of the same check without the fault. */
export function wrongWith(
  { report, took }: Run,
  base: Report,
  operation: string,
  { kind, times, says }: Pick<RelayFault, 'kind' | 'times' | 'says'>,
): readonly string[] {
  const before = decisionsOf(base);
  const changed = [...decisionsOf(report)].filter(([name, decision]) => before.get(name) !== decision);
  // What AWS refuses and nothing hangs on is a line of the capability, and no finding.
  const told = kind === 'refusal' && report.verdict === base.verdict ? [] : changed;
  const texts = report.findings.map(({ title, detail }) => `${title} ${detail}`);
  const wrong: (readonly [boolean, string])[] = [
    [took > RUN_MS + 5000, `took ${took} ms`],
    [kind === 'operational' && report.exitCode === 1 && base.exitCode !== 1, 'a fault became "not ready"'],
    [
      kind === 'operational' && changed.some(([, decision]) => decision === 'denied'),
      `a fault became "denied": ${changed.find(([, decision]) => decision === 'denied')?.[0]}`,
    ],
    // boto3 asks the metadata service once, unless it is told to ask more often.
    [
      times === 'once' && operation !== 'instance metadata' && changed.length > 0,
      `what passes changed ${changed[0]?.[0]}`,
    ],
    [
      told.length > 0 && !texts.some((text) => text.includes(operation) && says.test(text)),
      `no finding names ${operation} and the fault`,
    ],
    ...disagreements(report).map((text) => [true, text] as const),
    [parseReport(JSON.stringify(report)).exitCode !== report.exitCode, 'not by the schema'],
  ];
  return wrong.filter(([isWrong]) => isWrong).map(([, text]) => text);
}

const bases = new Map<string, Promise<Run>>();
/** The run without a fault. Kept for all cells of a way. */
export function baseOf(name: string, way: Way): Promise<Run> {
  const known = bases.get(name) ?? run(way, () => undefined, false);
  bases.set(name, known);
  return known;
}
