import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readScenario } from '../../src/sandbox/scenario-reader.ts';
import { ec2Operations } from '../../src/sandbox/services/ec2.ts';
import { iamOperations } from '../../src/sandbox/services/iam.ts';
import { stsOperations } from '../../src/sandbox/services/sts.ts';
import { signedPost } from './signed-fetch.ts';
import { shipped, started } from './support.ts';

const NAMES = [
  'DryRun',
  'MaxResults',
  'MaxItems',
  'NextToken',
  'Marker',
  'Filter.1.Name',
  'Filter.1.Value.1',
  'InstanceId.1',
  'InstanceId',
  'ImageId',
  'ImageId.1',
  'MinCount',
  'MaxCount',
  'SubnetId',
  'VpcId',
  'GroupId',
  'GroupName',
  'GroupDescription',
  'ResourceId.1',
  'Tag.1.Key',
  'TagSpecification.1.ResourceType',
  'TagSpecification.1.Tag.1.Key',
  'BlockDeviceMapping.1.Ebs.VolumeSize',
  'IamInstanceProfile.Name',
  'InstanceMarketOptions.MarketType',
  'RegionName.1',
  'ZoneName.1',
  'SourceRegion',
  'SourceImageId',
  'Name',
  'RoleName',
  'UserName',
  'InstanceProfileName',
  'PolicyName',
  'PolicyArn',
  'VersionId',
  'PolicySourceArn',
  'ActionNames.member.1',
  'ResourceArns.member.1',
  'PolicyInputList.member.1',
  'PermissionsBoundaryPolicyInputList.member.1',
  'ContextEntries.member.1.ContextKeyName',
  'ContextEntries.member.1.ContextKeyType',
  'ContextEntries.member.1.ContextKeyValues.member.1',
  'ResourceHandlingOption',
  'RoleArn',
  'RoleSessionName',
  'DurationSeconds',
  'Policy',
  'EncodedMessage',
];

const VALUES = [
  '',
  'true',
  '-1',
  '5',
  'NaN',
  'skypilot-v1',
  'skypilot-admin',
  'i-0123456789abcdef0',
  'ami-0123456789abcdef0',
  'sg-1',
  'subnet-0123456789abcdef0',
  'us-east-1',
  'arn:aws:iam::111122223333:user/skypilot-admin',
  'arn:aws:iam::aws:policy/AdministratorAccess',
  'arn:aws:iam::111122223333:role/skypilot-v1',
  'ec2:RunInstances',
  'string',
  '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}',
  '{"Statement":',
  '${aws:username}',
  'cGFnZTo5OQ',
  '\u0000<&',
];

const operations = [
  ...[...stsOperations.keys()].map((operation) => ['sts', operation] as const),
  ...[...iamOperations.keys()].map((operation) => ['iam', operation] as const),
  ...[...ec2Operations.keys()].map((operation) => ['ec2', operation] as const),
];

describe('whatever is asked', () => {
  it('the sandbox answers, and never fails itself', async () => {
    const sandbox = await started(shipped('admin'));
    const value = fc.oneof(fc.constantFrom(...VALUES), fc.string());
    const params = fc.dictionary(fc.constantFrom(...NAMES), value, { maxKeys: 12 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...operations), params, async ([service, Action], given) => {
        const response = await signedPost(sandbox, {
          service,
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: new URLSearchParams({ Action, ...given }).toString(),
        });
        expect([200, 400, 403, 404, 412]).toContain(response.status);
        expect(await response.text()).toContain('<?xml');
      }),
      { numRuns: 600 },
    );
  });

  it('a scenario file is read or refused', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.jsonValue().map((value) => JSON.stringify(value)),
        ),
        (text) => {
          const read = readScenario(text);
          if (read.kind === 'invalid')
            for (const problem of read.problems) expect(problem.line).toBeGreaterThan(0);
        },
      ),
    );
  });
});
