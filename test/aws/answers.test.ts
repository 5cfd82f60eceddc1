import { expect, test } from 'vitest';
import { describeAvailabilityZones, describeRegions } from '../../src/aws/ec2.ts';
import { getInstanceProfile, getRole, simulatePrincipalPolicy } from '../../src/aws/iam.ts';
import { listBuckets } from '../../src/aws/s3.ts';
import { decodeAuthorizationMessage, getCallerIdentity } from '../../src/aws/sts.ts';
import { contextFor, IDENTITY, loopback, xml } from './support/loopback.ts';

const ok = <T>(value: T) => ({ kind: 'ok', value });

async function serving(body: string) {
  const server = await loopback(xml(200, body));
  return { context: contextFor(server.url), received: server.received };
}

test('the identity, signed for the region and told who asks', async () => {
  const server = await loopback(IDENTITY);
  expect(await getCallerIdentity(contextFor(server.url, { region: 'eu-west-1' }))).toEqual(
    ok({ userId: 'AIDAEXAMPLE', account: '123456789012', arn: 'arn:aws:iam::123456789012:user/dev/alice' }),
  );
  const { headers, body } = server.received[0] ?? { headers: {}, body: '' };
  expect(headers.authorization).toContain('/eu-west-1/sts/aws4_request');
  expect(headers['user-agent']).toMatch(/ skycheck\/0\.0\.0-test$/);
  expect(body).toBe('Action=GetCallerIdentity&Version=2011-06-15');
});

test('expired credentials are sent all the same: AWS judges', async () => {
  const server = await loopback(IDENTITY);
  const credentials = { accessKeyId: 'ASIAX', secretAccessKey: 's', sessionToken: 't', expiresAt: 1000 };
  expect((await getCallerIdentity(contextFor(server.url, { credentials }))).kind).toBe('ok');
  expect(server.received[0]?.headers['x-amz-security-token']).toBe('t');
});

test('a decoded message', async () => {
  const { context } = await serving(
    '<R><DecodeAuthorizationMessageResult><DecodedMessage>{&quot;allowed&quot;:false}</DecodedMessage></DecodeAuthorizationMessageResult></R>',
  );
  expect(await decodeAuthorizationMessage(context, 'abc')).toEqual(ok('{"allowed":false}'));
});

const SIMULATION = {
  policySourceArn: 'arn:aws:iam::123456789012:user/alice',
  actionNames: ['ec2:RunInstances'],
  resourceArns: [
    'arn:aws:ec2:us-east-1:123456789012:instance/i-1',
    'arn:aws:ec2:us-east-1:123456789012:subnet/subnet-1',
  ],
  contextEntries: [
    {
      ContextKeyName: 'aws:RequestedRegion',
      ContextKeyValues: ['us-east-1'],
      ContextKeyType: 'string' as const,
    },
  ],
};

test('a page of the simulator, in its newer shape', async () => {
  const { context, received } = await serving(
    `<SimulatePrincipalPolicyResponse><SimulatePrincipalPolicyResult><IsTruncated>true</IsTruncated><Marker>next</Marker>
    <EvaluationResults><member><EvalActionName>ec2:RunInstances</EvalActionName><EvalDecision>implicitDeny</EvalDecision>
    <EvalResourceName>*</EvalResourceName><MissingContextValues/><OrganizationsDecisionDetail><AllowedByOrganizations>false</AllowedByOrganizations></OrganizationsDecisionDetail>
    <ResourceSpecificResults><member><EvalResourceName>${SIMULATION.resourceArns[0]}</EvalResourceName><EvalResourceDecision>allowed</EvalResourceDecision></member></ResourceSpecificResults>
    </member></EvaluationResults></SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>`,
  );
  const result = await simulatePrincipalPolicy(context, {
    ...SIMULATION,
    marker: 'this',
  });
  expect(result).toMatchObject(
    ok({
      isTruncated: true,
      marker: 'next',
      results: [
        {
          EvalActionName: 'ec2:RunInstances',
          EvalDecision: 'implicitDeny',
          MissingContextValues: [],
          OrganizationsDecisionDetail: { AllowedByOrganizations: false },
          ResourceSpecificResults: [{ EvalResourceDecision: 'allowed' }],
        },
      ],
    }),
  );
  const sent = new URLSearchParams(received[0]?.body);
  expect(Object.fromEntries(sent)).toMatchObject({
    Action: 'SimulatePrincipalPolicy',
    'ResourceArns.member.2': SIMULATION.resourceArns[1],
    'ContextEntries.member.1.ContextKeyValues.member.1': 'us-east-1',
    Marker: 'this',
  });
});

test('the last page has no marker, whatever it says', async () => {
  const { context } = await serving(
    '<R><SimulatePrincipalPolicyResult><IsTruncated>false</IsTruncated><Marker>x</Marker><EvaluationResults/></SimulatePrincipalPolicyResult></R>',
  );
  expect(await simulatePrincipalPolicy(context, SIMULATION)).toEqual(
    ok({ isTruncated: false, marker: undefined, results: [] }),
  );
});

test('a decision without a name or a verdict is no answer', async () => {
  const { context } = await serving(
    '<R><SimulatePrincipalPolicyResult><EvaluationResults><member><EvalDecision>allowed</EvalDecision></member></EvaluationResults></SimulatePrincipalPolicyResult></R>',
  );
  expect(await simulatePrincipalPolicy(context, SIMULATION)).toMatchObject({
    failure: { kind: 'malformed-answer' },
  });
});

test('a role, an instance profile, a user', async () => {
  const arn = 'arn:aws:iam::123456789012:role/team/skypilot-v1';
  const role = `<RoleName>skypilot-v1</RoleName><Path>/team/</Path><Arn>${arn}</Arn>`;
  const boundary = 'arn:aws:iam::123456789012:policy/limit';
  const first = await serving(
    `<R><GetRoleResult><Role>${role}<PermissionsBoundary><PermissionsBoundaryArn>${boundary}</PermissionsBoundaryArn></PermissionsBoundary></Role></GetRoleResult></R>`,
  );
  expect(await getRole(first.context, 'skypilot-v1')).toEqual(
    ok({ arn, name: 'skypilot-v1', path: '/team/', permissionsBoundaryArn: boundary }),
  );
  const profileArn = 'arn:aws:iam::123456789012:instance-profile/skypilot-v1';
  const second = await serving(
    `<R><GetInstanceProfileResult><InstanceProfile><InstanceProfileName>skypilot-v1</InstanceProfileName><Arn>${profileArn}</Arn><Roles><member>${role}</member></Roles></InstanceProfile></GetInstanceProfileResult></R>`,
  );
  expect(await getInstanceProfile(second.context, 'skypilot-v1')).toEqual(
    ok({ arn: profileArn, name: 'skypilot-v1', roles: [{ arn, name: 'skypilot-v1', path: '/team/' }] }),
  );
});

test('regions and zones', async () => {
  const regions = await serving(
    '<R><regionInfo><item><regionName>us-east-1</regionName><optInStatus>opt-in-not-required</optInStatus></item><item><regionName>af-south-1</regionName></item></regionInfo></R>',
  );
  expect(await describeRegions(regions.context, 'us-east-1')).toEqual(
    ok([
      { name: 'us-east-1', optInStatus: 'opt-in-not-required' },
      { name: 'af-south-1', optInStatus: undefined },
    ]),
  );
  const zones = await serving(
    '<R><availabilityZoneInfo><item><zoneName>us-east-1a</zoneName><zoneId>use1-az1</zoneId><zoneState>available</zoneState></item></availabilityZoneInfo></R>',
  );
  expect(await describeAvailabilityZones(zones.context, 'us-east-1')).toEqual(
    ok([{ name: 'us-east-1a', id: 'use1-az1', state: 'available' }]),
  );
});

test.each([
  ['<ListAllMyBucketsResult><Buckets/><Owner><ID>x</ID></Owner></ListAllMyBucketsResult>', 0],
  [
    '<ListAllMyBucketsResult><Buckets><Bucket><Name>a</Name></Bucket><Bucket><Name>b</Name></Bucket></Buckets></ListAllMyBucketsResult>',
    2,
  ],
])('buckets: %s', async (body, count) => {
  const { context, received } = await serving(body);
  expect(await listBuckets(context)).toMatchObject(ok({ count }));
  expect(received[0]?.method).toBe('GET');
  expect(received[0]?.url.split('?')[0]).toBe('/');
});
