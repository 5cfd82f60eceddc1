import { describe, expect, it } from 'vitest';
import { parseReport, skycheck } from '../end-to-end/support/skycheck.ts';
import { runProcess } from '../end-to-end/support/spawn-program.ts';
import { adminOf, PYTHON, startMoto } from './support.ts';

/** Everything of the account that a launch, a role or a bucket would add to, as text. */
const INVENTORY = `
import boto3, json, sys
def client(name):
    return boto3.client(name, endpoint_url=sys.argv[1], region_name=sys.argv[2],
                        aws_access_key_id='test', aws_secret_access_key='test')
ec2, iam, s3 = client('ec2'), client('iam'), client('s3')
def all_of(client, operation, key, **arguments):
    return [one for page in client.get_paginator(operation).paginate(**arguments) for one in page[key]]
inventory = {
    'instances': all_of(ec2, 'describe_instances', 'Reservations'),
    'volumes': all_of(ec2, 'describe_volumes', 'Volumes'),
    'snapshots': sorted(one['SnapshotId'] for one in all_of(ec2, 'describe_snapshots', 'Snapshots')),
    'groups': all_of(ec2, 'describe_security_groups', 'SecurityGroups'),
    'rules': all_of(ec2, 'describe_security_group_rules', 'SecurityGroupRules'),
    'images': ec2.describe_images(Owners=['self'])['Images'],
    'interfaces': all_of(ec2, 'describe_network_interfaces', 'NetworkInterfaces'),
    'tags': all_of(ec2, 'describe_tags', 'Tags'),
    'spot': all_of(ec2, 'describe_spot_instance_requests', 'SpotInstanceRequests'),
    'roles': all_of(iam, 'list_roles', 'Roles'),
    'profiles': all_of(iam, 'list_instance_profiles', 'InstanceProfiles'),
    'policies': all_of(iam, 'list_policies', 'Policies', Scope='Local'),
    'users': all_of(iam, 'list_users', 'Users'),
    'buckets': s3.list_buckets()['Buckets'],
}
print(json.dumps(inventory, sort_keys=True, default=str))
`;

/** A role and profile that instances get, an instance with a tag, a bucket: what a probe might touch. */
const FURNISH = `
import boto3, json, sys
def client(name):
    return boto3.client(name, endpoint_url=sys.argv[1], region_name=sys.argv[2],
                        aws_access_key_id='test', aws_secret_access_key='test')
ec2, iam, s3 = client('ec2'), client('iam'), client('s3')
trust = {'Version': '2012-10-17', 'Statement': [
    {'Effect': 'Allow', 'Principal': {'Service': 'ec2.amazonaws.com'}, 'Action': 'sts:AssumeRole'}]}
iam.create_role(RoleName='skypilot-v1', AssumeRolePolicyDocument=json.dumps(trust))
iam.create_instance_profile(InstanceProfileName='skypilot-v1')
iam.add_role_to_instance_profile(InstanceProfileName='skypilot-v1', RoleName='skypilot-v1')
image = ec2.describe_images(Owners=['amazon'])['Images'][0]['ImageId']
ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, TagSpecifications=[
    {'ResourceType': 'instance', 'Tags': [{'Key': 'skypilot-cluster-name', 'Value': 'mine'}]}])
s3.create_bucket(Bucket='skycheck-inventory')
`;

const REGION = 'us-east-1';

async function inventoryOf(endpoint: string): Promise<Readonly<Record<string, readonly unknown[]>>> {
  return JSON.parse(await python(INVENTORY, endpoint));
}

async function python(script: string, endpoint: string): Promise<string> {
  const ended = await runProcess(PYTHON, ['-c', script, endpoint, REGION], {
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' },
  });
  if (ended.status !== 0) throw new Error(ended.stderr);
  return ended.stdout;
}

const MODES: readonly (readonly string[])[] = [
  [],
  ['-vv'],
  ['--no-simulate'],
  ['--no-probe'],
  ['--no-simulate', '--no-probe'],
  ['--offline'],
  ['--require', 'compute,storage,spot,ports,clone-disk,bucket-create,efa,reservations'],
  ['--region', 'eu-west-1'],
];

describe('skycheck against moto, which does create things', () => {
  it('leaves the account as it was, whatever it is asked to check', async () => {
    const endpoint = await startMoto();
    const keys = await adminOf(endpoint);
    await python(FURNISH, endpoint);
    const before = await inventoryOf(endpoint);
    expect(before.instances).toHaveLength(1);
    for (const mode of MODES) {
      const { stderr } = await skycheck(['aws', ...mode, '--endpoint-url', endpoint], {
        env: { ...keys, AWS_DEFAULT_REGION: REGION },
      });
      expect({ mode, stderr }).toEqual({ mode, stderr: '' });
      expect(await inventoryOf(endpoint), mode.join(' ')).toEqual(before);
    }
  });

  it('gets its dry runs answered there', async () => {
    const endpoint = await startMoto();
    const keys = await adminOf(endpoint);
    await python(FURNISH, endpoint);
    const { stdout } = await skycheck(['aws', '--format', 'json', '--endpoint-url', endpoint], {
      env: { ...keys, AWS_DEFAULT_REGION: REGION },
    });
    const report = parseReport(stdout);
    expect(report.findings.map(({ code }) => code)).not.toContain('dry-run-ignored');
    const launch = report.capabilities[0]?.requirements.filter(({ action }) => action === 'ec2:RunInstances');
    expect(new Set(launch?.map(({ decision, evidence }) => `${decision} by ${evidence}`))).toEqual(
      // Not SkyPilot's own image: what hangs on its owner is likely at best.
      new Set(['allowed by dry-run', 'likely by dry-run']),
    );
  });
});
