import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askSkyPilot, BARE_ENV, FULL } from './support.ts';

const BIN = fileURLToPath(new URL('../../bin/skycheck.js', import.meta.url));
const ACCOUNT = '123456789012';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: unknown;
}

interface Case {
  readonly name: string;
  readonly policy: { readonly Version: string; readonly Statement: readonly Statement[] };
  readonly options: Readonly<Record<string, unknown>>;
}

interface Verdict {
  readonly steps?: readonly (readonly [string, string])[];
  readonly denied?: readonly (readonly [string, string])[];
  readonly harness?: string;
}

const listed = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);

function skycheck(...words: readonly string[]): string {
  const env = { ...BARE_ENV, HOME: '/nonexistent' };
  const run = spawnSync(process.execPath, [BIN, ...words], { env, encoding: 'utf8' });
  if (run.stdout === '') throw new Error(run.stderr);
  return run.stdout;
}

function generated(capabilities: string, ...more: readonly string[]): readonly Statement[] {
  return JSON.parse(skycheck('policy', 'generate', '--with', capabilities, '--account', ACCOUNT, ...more))
    .Statement;
}

const policyOf = (statements: readonly Statement[]): Case['policy'] => ({
  Version: '2012-10-17',
  Statement: statements,
});

/** Launches that a generated policy has to be enough for, from the optimizer to the end of the instance. */
function launches(): readonly Case[] {
  const make = (
    name: string,
    options: Case['options'],
    capabilities: string,
    ...more: readonly string[]
  ): Case => ({
    name,
    options,
    policy: policyOf(generated(capabilities, ...more)),
  });
  return [
    make('compute', { freshZones: true }, 'compute'),
    make('spot', { spot: true }, 'compute,spot'),
    make('ports', { ports: true }, 'compute,ports'),
    make('a role that is not there', { noRole: true }, 'compute,auto-role'),
    make('EFA', { efa: true }, 'compute,efa'),
    make('a role by name', { aws: { remote_identity: 'my-role' } }, 'compute', '--role', 'my-role'),
    make(
      'tags that must be',
      { aws: { enforce_tags: ['instance', 'volume'], labels: { team: 'a' } } },
      'compute',
    ),
    make('subnets by name', { aws: { subnet_names: ['own-a'] } }, 'compute'),
    make('a VPC by a pattern', { aws: { vpc_name: 'ow*' } }, 'compute'),
    make('a group that is there', { aws: { security_group_name: 'mine' }, groups: ['mine'] }, 'compute'),
  ];
}

/** Operations of `ec2:Describe*`, taken away one by one. */
const DESCRIBES = [
  'Regions',
  'AvailabilityZones',
  'Instances',
  'Images',
  'InstanceTypes',
  'Subnets',
  'Vpcs',
  'RouteTables',
  'SecurityGroups',
  'CapacityReservations',
];

/** The generated policy, each time without one of its grants. */
function leaveOneOut(): readonly Case[] {
  const statements = generated('compute,spot');
  const grants = statements.flatMap((statement) =>
    listed(statement.Action).flatMap((action) =>
      listed(statement.Resource).map((resource) => ({
        ...statement,
        Sid: undefined,
        Action: action,
        Resource: resource,
      })),
    ),
  );
  return grants.flatMap((grant, index): readonly Case[] => {
    if (grant.Action === 'ec2:Describe*')
      return DESCRIBES.map((name) => ({
        name: `without ec2:Describe${name}`,
        policy: policyOf([...grants, { Effect: 'Deny', Action: `ec2:Describe${name}`, Resource: '*' }]),
        options: { freshZones: name === 'Regions' || name === 'AvailabilityZones' },
      }));
    const rest = grants.filter((_, other) => other !== index);
    const spot = grant.Action === 'iam:CreateServiceLinkedRole';
    return [
      { name: `without ${grant.Action} on ${grant.Resource}`, policy: policyOf(rest), options: { spot } },
    ];
  });
}

/** With reservations the launch asks for them first, but for spot instances: what is denied there ends it. */
function reservations(): readonly Case[] {
  const name = 'cr-0123456789abcdef0';
  const all = generated('compute,spot,reservations');
  const withoutCall = [...all, { Effect: 'Deny', Action: 'ec2:DescribeCapacityReservations', Resource: '*' }];
  const make = (title: string, options: Case['options'], statements: readonly Statement[]): Case => ({
    name: title,
    options,
    policy: policyOf(statements),
  });
  const [open, specific] = [{ prioritize_reservations: true }, { specific_reservations: [name] }];
  return [
    make('reservations first', { aws: open }, all),
    make('reservations first, unseen', { aws: open }, withoutCall),
    make('a reservation', { aws: specific, reservations: [name] }, all),
    make('a reservation, unseen', { aws: specific, reservations: [name] }, withoutCall),
    make('reservations first, for spot, unseen', { aws: open, spot: true }, withoutCall),
    make('no reservations, unseen', {}, withoutCall),
  ];
}

/** What of them runs in the gate: every kind of verdict, and what was once wrong. */
const SAMPLE =
  /image\/|security-group\/\*|volume\/|PassRole|GetRole|GetInstanceProfile|DeleteTags|DescribeImages|DescribeInstanceTypes|DescribeRegions|CreateServiceLinkedRole|StopInstances/;

describe('a launch', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'skycheck-policies-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** The status of the capability that a case is about, as `policy check` has it. */
  function judged({ policy, options }: Case): string {
    const file = path.join(folder, 'policy.json');
    writeFileSync(file, JSON.stringify(policy));
    const config = path.join(folder, 'config.yaml');
    writeFileSync(config, JSON.stringify(options.aws === undefined ? {} : { aws: options.aws }));
    const launch = ['--config', config, ...(options.spot === true ? ['--spot'] : [])];
    const report = JSON.parse(
      skycheck('policy', 'check', file, '--account', ACCOUNT, ...launch, '--format', 'json'),
    );
    const capabilities: readonly { readonly id: string; readonly status: string }[] = report.capabilities;
    const about = options.spot === true ? ['compute', 'spot'] : ['compute'];
    const states = capabilities.filter(({ id }) => about.includes(id)).map(({ status }) => status);
    return states.every((status) => status === 'enabled')
      ? 'enabled'
      : states.includes('disabled')
        ? 'disabled'
        : 'unknown';
  }

  it('works with the policies that skycheck prints, and nothing is denied', () => {
    const cases = FULL ? launches() : launches().slice(0, 6);
    const verdicts = askSkyPilot<Case, Verdict>('launch.py', cases);
    const failed = cases.flatMap(({ name }, index) => {
      const { steps = [], denied = [], harness } = verdicts[index] ?? {};
      const wrong = steps.filter(([, outcome]) => outcome !== 'ok');
      return steps.length > 6 && wrong.length === 0 && denied.length === 0
        ? []
        : [{ name, wrong, denied, harness }];
    });
    expect(failed).toEqual([]);
  });

  it('stops exactly where policy check says so, with one grant taken away', () => {
    const all = leaveOneOut();
    const cases = FULL ? all : all.filter(({ name }) => SAMPLE.test(name));
    expect(cases.length).toBeGreaterThan(10);
    expect(differences(cases)).toEqual([]);
  });

  it('stops exactly where policy check says so, with reservations', () => {
    expect(differences(reservations())).toEqual([]);
  });

  function differences(cases: readonly Case[]) {
    const verdicts = askSkyPilot<Case, Verdict>('launch.py', cases);
    return cases.flatMap((launch, index) => {
      const { steps = [], denied = [], harness } = verdicts[index] ?? {};
      const stop = steps.find(([, outcome]) => outcome !== 'ok');
      const sky = harness ?? (stop === undefined ? 'enabled' : 'disabled');
      const found = judged(launch);
      return sky === found ? [] : [{ name: launch.name, sky, skycheck: found, stop, denied }];
    });
  }
});
