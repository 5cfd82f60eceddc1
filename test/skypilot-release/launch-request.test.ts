import { describe, expect, it } from 'vitest';
import { type LaunchInput, launchInput } from '../../src/permissions/launch-request.ts';
import { launchSettings, unknownPlace } from '../../src/skypilot/launch.ts';
import { loadSkyConfig } from '../../src/skypilot/sky-config.ts';
import { fakeHost } from '../credentials/fake-host.ts';
import { askSkyPilot, FULL } from './support.ts';

interface Case {
  readonly policy: null;
  readonly options: {
    readonly aws: Readonly<Record<string, unknown>>;
    readonly spot?: boolean;
    readonly groups?: readonly string[];
    readonly steps: readonly string[];
  };
}

interface Verdict {
  readonly steps: readonly (readonly [string, string])[];
  readonly launch: LaunchInput;
}

const CONFIGURATIONS: readonly Readonly<Record<string, unknown>>[] = [
  {},
  { disk_encrypted: true, labels: { team: 'a', 'cost-center': '5' } },
  { remote_identity: 'my-role' },
  { remote_identity: 'SERVICE_ACCOUNT', enforce_tags: ['volume'] },
  { security_group_name: 'mine', vpc_name: 'own' },
  { subnet_names: ['own-a'], labels: { Name: 'mine' } },
  { remote_identity: 'NO_UPLOAD' },
];

/** What only the place of a launch decides, and the cluster's own name. */
function comparable(input: LaunchInput, clusterName: string): unknown {
  const { UserData, ClientToken, ...rest } = input;
  return JSON.parse(JSON.stringify(rest).replaceAll(JSON.stringify(clusterName), '"CLUSTER"'));
}

describe('the request of a launch', () => {
  it('is the one that SkyPilot sends', async () => {
    const all = [...CONFIGURATIONS.map((aws) => ({ aws, spot: false })), { aws: {}, spot: true }];
    const cases: readonly Case[] = (FULL ? all : all.slice(0, 5)).map((options) => ({
      policy: null,
      options: { ...options, steps: ['optimize', 'write', 'bootstrap', 'run'] },
    }));
    const verdicts = askSkyPilot<Case, Verdict>('launch.py', cases);
    for (const [index, { options }] of cases.entries()) {
      const { steps, launch } = verdicts[index] ?? { steps: [], launch: {} as LaunchInput };
      expect(steps.filter(([, outcome]) => outcome !== 'ok')).toEqual([]);
      const host = fakeHost({ files: { '~/.sky/config.yaml': JSON.stringify({ aws: options.aws }) } });
      const { config } = await loadSkyConfig(host, undefined);
      const tags = launch.TagSpecifications?.[0]?.Tags ?? [];
      const value = (key: string) => tags.find(({ Key }) => Key === key)?.Value ?? '';
      const settings = launchSettings(
        config,
        { spot: options.spot },
        { userName: value('skypilot-user'), hostName: 'h' },
      );
      const network = launch.NetworkInterfaces?.[0];
      const profile = launch.IamInstanceProfile;
      const input = launchInput(
        { ...settings, place: unknownPlace('us-east-1') },
        {
          image: {
            id: launch.ImageId ?? '',
            rootDevice: launch.BlockDeviceMappings?.[0]?.DeviceName ?? '',
            origin: 'skypilot',
            owner: undefined,
            isPublic: undefined,
          },
          subnetId: network?.SubnetId ?? '',
          groupId: network?.Groups?.[0] ?? '',
          profileArn: profile?.Arn ?? `arn:aws:iam::123456789012:instance-profile/${profile?.Name}`,
        },
      );
      const cluster = value('ray-cluster-name');
      expect(comparable(input, 'skycheck-dry-run'), JSON.stringify(options)).toEqual(
        comparable(launch, cluster),
      );
    }
  });
});
