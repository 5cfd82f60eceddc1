/** What decides a launch beside the caller's policies: the account, its defaults, the image, the endpoint. */
import type { RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateImageCommand,
  CreateSecurityGroupCommand,
  CreateTagsCommand,
  DeregisterImageCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  GetEbsEncryptionByDefaultCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { resourceId } from '../../src/sandbox/ids.ts';
import type { Sandbox, Scenario } from '../../src/sandbox/sandbox.ts';
import { ACCOUNT, allow, clientsOf, failure, policy, scenarioOf, started } from './support.ts';

const OTHER = '444455556666';

function scenario(account: object = {}, top: object = {}, identity: object = policy(allow('*'))): Scenario {
  return scenarioOf(
    JSON.stringify({
      description: 'made for a test',
      accounts: [{ id: ACCOUNT, users: [{ name: 'me', inline: { own: identity } }], ...account }],
      home: { profiles: [{ name: 'default', user: 'me', region: 'us-east-1' }] },
      ...top,
    }),
  );
}

async function imageIn(sandbox: Sandbox, region: string): Promise<string> {
  const { ec2 } = clientsOf(sandbox, undefined, region);
  const Filters = [{ Name: 'name', Values: ['skypilot-aws-cpu-ubuntu-2*'] }];
  const { Images = [] } = await ec2.send(new DescribeImagesCommand({ Filters }));
  return Images[0]?.ImageId ?? '';
}

async function launch(
  sandbox: Sandbox,
  input: Partial<RunInstancesCommandInput> = {},
  region = 'us-east-1',
): Promise<{ readonly code: string; readonly status: number | undefined; readonly message: string }> {
  const { ec2 } = clientsOf(sandbox, undefined, region);
  return failure(
    ec2.send(
      new RunInstancesCommand({
        ImageId: input.ImageId ?? (await imageIn(sandbox, region)),
        InstanceType: 'm6i.2xlarge',
        MinCount: 1,
        MaxCount: 1,
        DryRun: true,
        ...input,
      }),
    ),
  );
}

describe('an account that may not launch', () => {
  it.each([
    ['blocked', 400, 'Blocked'],
    ['pending-verification', 400, 'PendingVerification'],
    ['free-plan', 400, 'InvalidParameterCombination'],
    ['opt-in-required', 401, 'OptInRequired'],
    ['auth-failure', 401, 'AuthFailure'],
  ])('%s: %d %s, in the regions that it names', async (kind, status, code) => {
    const sandbox = await started(scenario({ restrictions: [{ kind, regions: ['us-east-1'] }] }));
    const ImageId = resourceId('ami', 'us-east-1', 'any');
    expect(await launch(sandbox, { ImageId })).toMatchObject({ code, status });
    expect((await launch(sandbox, {}, 'eu-west-1')).code).toBe('DryRunOperation');
  });

  it.each(['blocked', 'pending-verification', 'free-plan'])('%s: describing works', async (kind) => {
    const { ec2 } = clientsOf(await started(scenario({ restrictions: [{ kind }] })));
    await expect(ec2.send(new DescribeInstancesCommand({}))).resolves.toBeDefined();
  });

  it.each(['opt-in-required', 'auth-failure'])('%s: nothing of EC2 works', async (kind) => {
    const { ec2 } = clientsOf(await started(scenario({ restrictions: [{ kind }] })));
    expect((await failure(ec2.send(new DescribeInstancesCommand({})))).status).toBe(401);
  });

  it.each(['blocked', 'pending-verification', 'free-plan'])(
    '%s may be hidden from dry runs',
    async (kind) => {
      const sandbox = await started(scenario({ restrictions: [{ kind, dryRuns: false }] }));
      expect((await launch(sandbox)).code).toBe('DryRunOperation');
      expect((await launch(sandbox, { DryRun: false })).code).not.toBe('UnsupportedOperation');
    },
  );

  it('a missing permission comes before the state of the account', async () => {
    const sandbox = await started(
      scenario({ restrictions: [{ kind: 'blocked' }] }, {}, policy(allow('ec2:Describe*'))),
    );
    expect((await launch(sandbox)).code).toBe('UnauthorizedOperation');
  });

  it.each(['t3.micro', 't3.small'] as const)('the free plan launches %s', async (InstanceType) => {
    const sandbox = await started(scenario({ restrictions: [{ kind: 'free-plan' }] }));
    expect((await launch(sandbox, { InstanceType })).code).toBe('DryRunOperation');
  });
});

describe('encryption by default', () => {
  const guard = policy(allow('*'), {
    Effect: 'Deny',
    Action: 'ec2:RunInstances',
    Resource: 'arn:aws:ec2:*:*:volume/*',
    Condition: { Bool: { 'ec2:Encrypted': 'false' } },
  });
  const encrypted = (Encrypted?: boolean) => ({
    BlockDeviceMappings: [
      {
        DeviceName: '/dev/sda1',
        Ebs: { VolumeSize: 256, ...(Encrypted === undefined ? {} : { Encrypted }) },
      },
    ],
  });

  it.each<[object | undefined, boolean | undefined, string]>([
    [undefined, undefined, 'UnauthorizedOperation'],
    [undefined, false, 'UnauthorizedOperation'],
    [undefined, true, 'DryRunOperation'],
    [{ policiesSee: 'request' }, false, 'UnauthorizedOperation'],
    [{ policiesSee: 'request' }, undefined, 'UnauthorizedOperation'],
    [{ policiesSee: 'request' }, true, 'DryRunOperation'],
    [{ policiesSee: 'volume' }, false, 'DryRunOperation'],
    [{ policiesSee: 'volume' }, undefined, 'DryRunOperation'],
    [{ policiesSee: 'volume', regions: ['eu-west-1'] }, false, 'UnauthorizedOperation'],
  ])('%j, asked for %s: %s', async (ebsEncryptionByDefault, asked, code) => {
    const sandbox = await started(scenario({ ebsEncryptionByDefault }, {}, guard));
    expect((await launch(sandbox, encrypted(asked))).code).toBe(code);
  });

  it('can be read where it is allowed', async () => {
    const read = async (account: object, identity?: object) =>
      clientsOf(await started(scenario(account, {}, identity))).ec2.send(
        new GetEbsEncryptionByDefaultCommand({}),
      );
    const on = { ebsEncryptionByDefault: { policiesSee: 'request' } };
    expect((await read(on)).EbsEncryptionByDefault).toBe(true);
    expect((await read({})).EbsEncryptionByDefault).toBe(false);
    expect((await failure(read(on, policy(allow('ec2:Describe*'))))).code).toBe('UnauthorizedOperation');
  });
});

describe('images', () => {
  const image = (name: string, rest: object) => ({ name, id: `ami-${name.padEnd(17, '0')}`, ...rest });
  const images = [
    image('aaa', {}),
    image('bbb', { owner: OTHER }),
    image('ccc', { owner: OTHER, sharedWith: [ACCOUNT] }),
    image('ddd', { owner: OTHER, public: true }),
    image('eee', { owner: OTHER, public: true, regions: ['eu-west-1'] }),
  ];

  it.each([
    ['of the account itself', 'aaa', 'DryRunOperation', 400],
    ['of another account, not shared', 'bbb', 'AuthFailure', 400],
    ['of another account, shared', 'ccc', 'DryRunOperation', 400],
    ['of another account, public', 'ddd', 'DryRunOperation', 400],
    ['of another region', 'eee', 'InvalidAMIID.NotFound', 400],
  ])('%s', async (_, name, code) => {
    const sandbox = await started(scenario({}, { images }));
    const told = await launch(sandbox, { ImageId: `ami-${name.padEnd(17, '0')}` });
    expect(told.code).toBe(code);
    if (code === 'AuthFailure')
      expect(told.message).toBe(`Not authorized for images: [ami-bbb00000000000000]`);
  });

  it('are listed to those who may launch them, by owner', async () => {
    const { ec2 } = clientsOf(await started(scenario({}, { images })));
    const names = async (Owners: string[]) =>
      ((await ec2.send(new DescribeImagesCommand({ Owners }))).Images ?? []).map(({ Name }) => Name).sort();
    expect(await names(['self'])).toEqual(['aaa']);
    expect(await names([OTHER])).toEqual(['ccc', 'ddd']);
  });

  it('of the account itself can be deregistered', async () => {
    const { ec2 } = clientsOf(await started(scenario({}, { images })));
    const code = async (name: string) =>
      (
        await failure(
          ec2.send(new DeregisterImageCommand({ ImageId: `ami-${name.padEnd(17, '0')}`, DryRun: true })),
        )
      ).code;
    expect([await code('aaa'), await code('ccc'), await code('bbb')]).toEqual([
      'DryRunOperation',
      'AuthFailure',
      'AuthFailure',
    ]);
  });

  it("SkyPilot's own are public, and not Amazon's", async () => {
    const { ec2 } = clientsOf(await started(scenario()));
    const Filters = [{ Name: 'name', Values: ['skypilot-aws-*'] }];
    const { Images = [] } = await ec2.send(new DescribeImagesCommand({ Filters }));
    expect(Images.length).toBeGreaterThan(1);
    for (const { Public, ImageOwnerAlias, OwnerId } of Images)
      expect({ Public, ImageOwnerAlias, OwnerId }).toEqual({
        Public: true,
        ImageOwnerAlias: undefined,
        OwnerId: expect.stringMatching(/^\d{12}$/),
      });
  });

  it.each([
    ['ec2:Owner', 'amazon', 'UnauthorizedOperation'],
    ['ec2:Public', 'true', 'DryRunOperation'],
  ])("SkyPilot's own under a policy that wants %s to be %s: %s", async (key, value, code) => {
    const identity = policy(allow('*'), {
      Effect: 'Deny',
      Action: 'ec2:RunInstances',
      Resource: 'arn:aws:ec2:*::image/*',
      Condition: { StringNotEquals: { [key]: value } },
    });
    expect((await launch(await started(scenario({}, {}, identity)))).code).toBe(code);
  });

  it("are in SkyPilot's catalog in the home, where the scenario wants one", async () => {
    const home = { profiles: [{ name: 'default', user: 'me', region: 'us-east-1' }], skypilotCatalog: true };
    const sandbox = await started(scenario({}, { home }));
    const path = '.sky/catalogs/v8/aws/images.csv';
    const file = sandbox.files('/home/me').find((entry) => entry.path === path);
    const rows = (file?.text ?? '')
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    const tag = rows.find(
      ([name, region]) => name === 'skypilot:custom-cpu-ubuntu' && region === 'eu-west-1',
    );
    const column = rows[0]?.indexOf('ImageId') ?? -1;
    expect(tag?.[column]).toBe(await imageIn(sandbox, 'eu-west-1'));
  });
});

describe('an endpoint that ignores dry runs', () => {
  const network = [{ regions: ['us-east-1'], instances: [{ name: 'node' }] }];

  it('carries them out, and the sandbox counts what was made', async () => {
    const sandbox = await started(scenario({ network }, { dryRuns: 'ignored' }));
    const { ec2 } = clientsOf(sandbox);
    const ImageId = await imageIn(sandbox, 'us-east-1');
    expect(sandbox.changes()).toEqual([]);
    const run = { ImageId, InstanceType: 'm6i.2xlarge', MinCount: 1, MaxCount: 2, DryRun: true } as const;
    const { Instances } = await ec2.send(new RunInstancesCommand(run));
    expect(Instances?.map(({ InstanceId }) => InstanceId)).toEqual([
      expect.stringMatching(/^i-0[0-9a-f]{16}$/),
      expect.stringMatching(/^i-0[0-9a-f]{16}$/),
    ]);
    const group = await ec2.send(
      new CreateSecurityGroupCommand({ GroupName: 'a', Description: 'b', DryRun: true }),
    );
    expect(group.GroupId).toMatch(/^sg-/);
    expect(sandbox.changes().map(({ operation, dryRun }) => [operation, dryRun])).toEqual([
      ['RunInstances', true],
      ['CreateSecurityGroup', true],
    ]);
  });

  it('still refuses what is not allowed, does not exist, or says nothing', async () => {
    const sandbox = await started(
      scenario(
        { network },
        { dryRuns: 'ignored' },
        policy(allow(['ec2:TerminateInstances', 'ec2:CreateTags'])),
      ),
    );
    const { ec2 } = clientsOf(sandbox);
    const codes = await Promise.all(
      [
        ec2.send(new TerminateInstancesCommand({ InstanceIds: ['i-0123456789abcdef0'], DryRun: true })),
        ec2.send(new CreateSecurityGroupCommand({ GroupName: 'a', Description: 'b', DryRun: true })),
        ec2.send(
          new CreateTagsCommand({ Resources: ['i-0123456789abcdef0'], Tags: [{ Key: 'a' }], DryRun: true }),
        ),
      ].map(async (call) => (await failure(call)).code),
    );
    expect(codes).toEqual([
      'InvalidInstanceID.NotFound',
      'UnauthorizedOperation',
      'InvalidInstanceID.NotFound',
    ]);
    expect(sandbox.changes()).toEqual([]);
  });

  it('AWS itself makes nothing, dry run or not', async () => {
    const sandbox = await started(scenario({ network }));
    const { ec2 } = clientsOf(sandbox);
    const instance = resourceId('i', ACCOUNT, 'us-east-1', '0');
    await failure(ec2.send(new TerminateInstancesCommand({ InstanceIds: [instance] })));
    await failure(ec2.send(new CreateImageCommand({ InstanceId: instance, Name: 'x', DryRun: true })));
    await failure(ec2.send(new AuthorizeSecurityGroupIngressCommand({ DryRun: true })));
    const withoutGroup = ec2.send(new AuthorizeSecurityGroupIngressCommand({}));
    expect((await failure(withoutGroup)).code).toBe('MissingParameter');
    await launch(sandbox, { DryRun: false });
    expect(sandbox.changes()).toEqual([]);
    expect(sandbox.requests().length).toBeGreaterThan(4);
  });

  it('a made-up answer to a launch counts as a launch', async () => {
    const body =
      '<RunInstancesResponse><instancesSet><item><instanceId>i-0</instanceId></item></instancesSet></RunInstancesResponse>';
    const faults = [{ kind: 'answer', service: 'ec2', operation: 'RunInstances', body }];
    const sandbox = await started(scenario({}, { faults }));
    await clientsOf(sandbox).ec2.send(
      new RunInstancesCommand({ ImageId: 'ami-0123456789abcdef0', MinCount: 1, MaxCount: 1, DryRun: true }),
    );
    expect(sandbox.changes()).toMatchObject([{ operation: 'RunInstances', dryRun: true }]);
  });
});
