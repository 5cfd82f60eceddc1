import { describe, expect, it } from 'vitest';
import { reportFindings } from '../../../src/findings/finding.ts';
import { launchFindings } from '../../../src/findings/permissions/launch-rules.ts';
import { defaultLaunch, type Tag } from '../../../src/skypilot/launch.ts';
import { factsOf, guardedLaunch, LAUNCHES } from '../facts-of.ts';

type Args = Parameters<typeof guardedLaunch>;

async function found(guard: Args, files: Readonly<Record<string, string>> = {}, label?: Tag) {
  const own = defaultLaunch('us-east-1');
  const labels = label === undefined ? [] : [label];
  const launch = { ...own, labels, tags: [...own.tags, ...labels] };
  const facts = await factsOf({ files }, { ...guardedLaunch(...guard), launch });
  const [finding] = reportFindings(launchFindings(facts));
  return { detail: finding?.detail, fix: finding?.fix.map(({ text }) => text) };
}

describe('the field of a launch that a policy stops', () => {
  it.each<[Args, string, readonly string[]]>([
    [
      ['encryption'],
      'SkyPilot launches with a volume that is not encrypted, and that is what a policy stops: a service control policy of the organization stops it.',
      ['in ~/.sky/config.yaml, set aws.disk_encrypted: true'],
    ],
    [
      ['public-address'],
      'SkyPilot launches with a public address, and that is what a policy stops: a service control policy of the organization stops it.',
      [
        'in ~/.sky/config.yaml, set aws.use_internal_ips: true',
        'Ask the administrators of the organization: which VPC has private subnets that reach the internet; name it in aws.vpc_name.',
      ],
    ],
    [
      [
        'tags',
        [
          { key: 'aws:RequestTag/CostCenter', values: ['true'] },
          { key: 'aws:TagKeys', values: ['Team'] },
        ],
      ],
      'SkyPilot tags what it launches with Name, ray-cluster-name, skypilot-cluster-name, skypilot-user, and that is what a policy stops: a service control policy of the organization stops it. AWS names the condition: aws:RequestTag/CostCenter (true), aws:TagKeys (Team).',
      ['in ~/.sky/config.yaml, set aws.labels: {CostCenter: VALUE, Team: VALUE}'],
    ],
    [
      ['tags'],
      'SkyPilot tags what it launches with Name, ray-cluster-name, skypilot-cluster-name, skypilot-user, and that is what a policy stops: a service control policy of the organization stops it.',
      [
        'Ask the administrators of the organization: which tags a launch may have or has to have, and set them in aws.labels.',
      ],
    ],
    [
      ['instance-type', [{ key: 'ec2:InstanceType', values: ['g5.*'] }]],
      'SkyPilot launches the type m6i.2xlarge, and that is what a policy stops: a service control policy of the organization stops it. AWS names the condition: ec2:InstanceType (g5.*).',
      [
        'Ask the administrators of the organization: which instance types may be launched, and name one in resources.instance_type. The condition names g5.*.',
      ],
    ],
    [
      ['hop-limit'],
      "SkyPilot leaves the metadata service's hop limit to AWS, and that is what a policy stops: a service control policy of the organization stops it.",
      [
        'Ask the administrators of the organization: let launches through that set no hop limit: SkyPilot has no setting for it.',
      ],
    ],
  ])('%j', async (guard, detail, fix) => {
    expect(await found(guard)).toEqual({ detail, fix });
  });

  const env = [{ key: 'aws:RequestTag/Env', values: ['dev', 'prod'] }];
  const OWN_TAGS =
    'Ask the administrators of the organization: allow the tags that SkyPilot sets: Name, ray-cluster-name, skypilot-cluster-name, skypilot-user, team.';

  it.each<[Required<Args>[2], string]>([
    [
      { trial: { kind: 'through', what: 'with the tag Env', adds: [{ Key: 'Env', Value: 'dev' }] } },
      'in ~/.sky/config.yaml, set aws.labels: {team: ml, Env: dev}',
    ],
    [{ trial: { kind: 'not-tried' } }, 'in ~/.sky/config.yaml, set aws.labels: {team: ml, Env: VALUE}'],
    // A label would change nothing.
    [{ trial: { kind: 'through', what: 'without tags' } }, OWN_TAGS],
    [{ trial: { kind: 'no-help' } }, OWN_TAGS],
    [
      {
        denial: {
          cause: { kind: 'explicit-deny', in: 'scp', statements: [] },
          resource: 'arn:aws:ec2:us-east-1:111122223333:network-interface/*',
        },
      },
      'Ask the administrators of the organization: want tags of instances and volumes only: SkyPilot tags these, and this is about network-interface.',
    ],
  ])('offers a label only where one helps: %j', async (rest, fix) => {
    const files = { '~/.sky/config.yaml': 'aws:\n  labels: {team: ml}\n' };
    const label = { Key: 'team', Value: 'ml' };
    expect((await found(['tags', env, rest], files, label)).fix).toEqual([fix]);
  });

  it('is followed by the next that stops the launch', async () => {
    const next = {
      field: 'encryption',
      conditions: [],
      found: 'named',
      trial: { kind: 'not-tried' },
    } as const;
    const denial = { cause: { kind: 'unexplained' } } as const;
    const { detail, fix } = await found(['public-address', [], { next: { ...next, denial } }]);
    expect(detail).toContain(
      'The next thing that is denied then: SkyPilot launches with a volume that is not',
    );
    expect(fix?.at(-1)).toBe('in ~/.sky/config.yaml, set aws.disk_encrypted: true');
  });

  it('is set in the file that says otherwise', async () => {
    const files = { '~/.sky/config.yaml': 'aws:\n  disk_encrypted: false\n' };
    expect((await found(['encryption'], files)).fix).toEqual([
      'in ~/.sky/config.yaml, set aws.disk_encrypted: true',
    ]);
  });
});

describe('regions where a launch is denied', () => {
  it('are told where it is allowed in another', async () => {
    const facts = await factsOf({}, { launches: LAUNCHES, checkedRegion: 'eu-west-1' });
    expect(launchFindings(facts).map(({ severity, detail }) => ({ severity, detail }))).toEqual([
      {
        severity: 'warning',
        detail:
          'The launch is allowed in 1 of the 3 regions where it was tried, and denied in us-east-1, eu-west-2: ec2:RunInstances: no identity policy allows it. What this report says of permissions is about eu-west-1.',
      },
    ]);
  });

  it.each(['allowed', 'denied'] as const)(
    'are not where all are %s: the denial itself is told',
    async (launch) => {
      const launches = LAUNCHES.map((entry) => ({ ...entry, launch }));
      expect(launchFindings(await factsOf({}, { launches }))).toEqual([]);
    },
  );
});
