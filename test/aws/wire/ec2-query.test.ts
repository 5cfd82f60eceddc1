import * as sdk from '@aws-sdk/client-ec2';
import { HttpResponse } from '@smithy/core/protocols';
import { NormalizedSchema } from '@smithy/core/schema';
import { describe, expect, it } from 'vitest';
import { ALLOWED_OPERATIONS } from '../../../src/aws/read-only-guard.ts';
import { EC2_QUERY } from '../../../src/aws/wire/ec2-query.ts';
import { queryForm } from '../../../src/aws/wire/query-form.ts';

const OPERATIONS = ALLOWED_OPERATIONS.filter(({ service }) => service === 'ec2').map(
  ({ operation }) => operation,
);

type SchemaRef = Parameters<typeof NormalizedSchema.of>[0];

function requestSchema(operation: string): SchemaRef {
  const schema = new Map<string, unknown>(Object.entries(sdk)).get(`${operation}Request$`);
  expect(schema, operation).toBeDefined();
  return schema as SchemaRef;
}

const capitalised = (name: string) => name.slice(0, 1).toUpperCase() + name.slice(1);

/** Every field of an input, by the field or operation that it is in, with the name that the SDK's model has. */
function namesOf(
  within: string,
  schema: NormalizedSchema,
  path: readonly string[] = [],
): readonly (readonly [string, string, string])[] {
  if (schema.isListSchema()) return namesOf(within, schema.getValueSchema(), path);
  const type = schema.getName(true) ?? '';
  if (!schema.isStructSchema() || path.includes(type)) return [];
  return [...schema.structIterator()].flatMap(([field, member]) => {
    const { ec2QueryName, xmlName } = member.getMergedTraits();
    const name = String(ec2QueryName ?? capitalised(String(xmlName ?? field)));
    return [[within, field, name] as const, ...namesOf(field, member, [...path, type])];
  });
}

describe("EC2's names", () => {
  it.each(OPERATIONS)('of all that %s takes are those of the model', (operation) => {
    const names = namesOf(operation, NormalizedSchema.of(requestSchema(operation)));
    expect(names.length).toBeGreaterThan(0);
    const ours = names.map(([within, field]) => [within, field, EC2_QUERY.nameOf(within, field)]);
    expect(ours).toEqual(names);
  });
});

/** What the SDK's client sends. */
async function sentBySdk(operation: string, input: object): Promise<URLSearchParams> {
  let body = '';
  const client = new sdk.EC2Client({
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' },
    requestHandler: {
      handle: async (request: { readonly body?: unknown }) => {
        body = String(request.body);
        return { response: new HttpResponse({ statusCode: 200, headers: {}, body: Buffer.from('<a/>') }) };
      },
    },
  });
  const Command = new Map<string, unknown>(Object.entries(sdk)).get(`${operation}Command`) as new (
    input: object,
  ) => sdk.DescribeVpcsCommand;
  await client.send(new Command(input));
  return new URLSearchParams(body);
}

const TAGS = [
  { Key: 'Name', Value: "a b+c&d=é*'()!~" },
  { Key: 'k', Value: '' },
];
const INPUTS: readonly (readonly [string, object])[] = [
  ['DescribeVpcs', {}],
  ['DescribeCapacityReservations', { MaxResults: 5 }],
  ['DescribeImages', { Owners: ['amazon', '1'], Filters: [{ Name: 'name', Values: ['a*', 'b'] }] }],
  ['DescribeInstances', { Filters: [{ Name: 'tag-key', Values: ['x'] }], InstanceIds: [] }],
  [
    'RunInstances',
    {
      MinCount: 1,
      MaxCount: 1,
      BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { VolumeSize: 256, Encrypted: false } }],
      NetworkInterfaces: [
        { DeviceIndex: 0, Groups: ['sg-1', 'sg-2'], AssociatePublicIpAddress: true, SubnetId: 'subnet-1' },
      ],
      TagSpecifications: [{ ResourceType: 'instance', Tags: TAGS }],
      IamInstanceProfile: { Name: 'skypilot-v1' },
      MetadataOptions: { HttpTokens: 'required' },
      UserData: 'I2Nsb3VkLWNvbmZpZwo=',
      DryRun: true,
    },
  ],
  ['CreateTags', { Resources: ['i-1', 'i-2'], Tags: TAGS, DryRun: true }],
  [
    'CreateSecurityGroup',
    {
      GroupName: 'a',
      Description: 'words',
      TagSpecifications: [{ ResourceType: 'security-group', Tags: TAGS }],
    },
  ],
  [
    'AuthorizeSecurityGroupIngress',
    {
      GroupId: 'sg-1',
      IpPermissions: [
        {
          IpProtocol: 'tcp',
          FromPort: 22,
          ToPort: 22,
          IpRanges: [{ CidrIp: '198.51.100.1/32', Description: 'd' }],
          UserIdGroupPairs: [{ GroupId: 'sg-2', Description: 'd' }],
        },
      ],
    },
  ],
  ['ModifyInstanceAttribute', { InstanceId: 'i-1', Groups: ['sg-1'], DryRun: true }],
];

describe('a form', () => {
  it.each(INPUTS)('of %s is what the SDK sends', async (operation, input) => {
    const theirs = await sentBySdk(operation, input);
    // The SDK adds a token that lets it send a launch twice.
    theirs.delete('ClientToken');
    const ours = new URLSearchParams(queryForm(operation, input, EC2_QUERY));
    expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(theirs));
  });
});
