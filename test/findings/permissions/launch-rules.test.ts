import { describe, expect, it } from 'vitest';
import { reportFindings } from '../../../src/findings/finding.ts';
import { launchFindings } from '../../../src/findings/permissions/launch-rules.ts';
import { factsOf, guardedLaunch, LAUNCHES } from '../facts-of.ts';

type Args = Parameters<typeof guardedLaunch>;

async function found(guard: Args, files: Readonly<Record<string, string>> = {}) {
  const [finding] = reportFindings(launchFindings(await factsOf({ files }, guardedLaunch(...guard))));
  return { detail: finding?.detail, fix: finding?.fix.map(({ text }) => text) };
}

describe('the field of a launch that a policy stops', () => {
  it.each<[Args, string, readonly string[]]>([
    [
      ['encryption'],
      'SkyPilot launches with a volume that is not encrypted, and that is what a policy stops: a service control policy of the organization stops it. A dry run of the same launch with an encrypted volume came further.',
      ['in ~/.sky/config.yaml, set aws.disk_encrypted: true'],
    ],
    [
      ['public-address'],
      'SkyPilot launches with a public address, and that is what a policy stops: a service control policy of the organization stops it. A dry run of the same launch without a public address came further.',
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
      'SkyPilot tags what it launches with Name, ray-cluster-name, skypilot-cluster-name, skypilot-user, and that is what a policy stops: a service control policy of the organization stops it. A dry run of the same launch without tags came further.',
      [
        'Ask the administrators of the organization: which tags a launch may have or has to have, and set them in aws.labels.',
      ],
    ],
    [
      ['instance-type', [{ key: 'ec2:InstanceType', values: ['g5.*'] }]],
      'SkyPilot launches the type m6i.2xlarge, and that is what a policy stops: a service control policy of the organization stops it. AWS names the condition: ec2:InstanceType (g5.*).',
      [
        'Ask the administrators of the organization: which instance types may be launched, and name one in resources.instance_type.',
      ],
    ],
    [
      ['hop-limit'],
      "SkyPilot leaves the metadata service's hop limit to AWS, and that is what a policy stops: a service control policy of the organization stops it. A dry run of the same launch with a hop limit of 1 came further.",
      [
        'Ask the administrators of the organization: let launches through that set no hop limit: SkyPilot has no setting for it.',
      ],
    ],
  ])('%j', async (guard, detail, fix) => {
    expect(await found(guard)).toEqual({ detail, fix });
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
