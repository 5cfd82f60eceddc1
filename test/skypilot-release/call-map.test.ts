import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { BARE_ENV, PYTHON, RECORD, releaseOf } from './support.ts';

const at = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const RECORDED = at('call-map.json');

/** Calls that skycheck asks no permission for, each with why. */
const NOT_ASKED_FOR: Readonly<Record<string, string>> = {
  'ec2:CreatePlacementGroup': 'nothing calls the function that holds it',
  'ec2:DeletePlacementGroup': 'nothing calls the function that holds it',
  'ec2:DescribeSpotPriceHistory': 'only who builds the catalogue runs it',
  'ec2:DescribeInstanceTypeOfferings': 'only who builds the catalogue runs it',
  'cli:ssm get-parameter': 'only who builds the catalogue runs it',
  'cli:ec2 where': 'prose',
  'cli:sts get-session-token': 'advice in a message',
  'cli:sts get-caller-identity': 'needs no permission',
  'sts:GetCallerIdentity': 'needs no permission',
};

/** IAM's action for a call whose name is another one. */
const ACTIONS: Readonly<Record<string, string>> = {
  'cli:ec2 copy-image': 'ec2:CopyImage',
  'cli:ec2 create-image': 'ec2:CreateImage',
  'cli:ec2 deregister-image': 'ec2:DeregisterImage',
  'cli:ec2 describe-images': 'ec2:DescribeImages',
  'cli:ec2 describe-instances': 'ec2:DescribeInstances',
  'cli:ec2 wait': 'ec2:DescribeImages',
  'cli:s3 cp': 's3:GetObject',
  'cli:s3 ls': 's3:ListBucket',
  'cli:s3 rb': 's3:DeleteBucket',
  'cli:s3 rm': 's3:DeleteObject',
  'cli:s3 sync': 's3:PutObject',
  'cli:ssm start-session': 'ssm:StartSession',
  'ec2:Delete*': 'ec2:DeleteSecurityGroup',
  'iam:Get*': 'iam:GetInstanceProfile',
  's3:HeadBucket': 's3:ListBucket',
  's3:HeadObject': 's3:GetObject',
  's3:ListBuckets': 's3:ListAllMyBuckets',
  's3:ListObjects': 's3:ListBucket',
  's3:ListObjectsV2': 's3:ListBucket',
  'service-quotas:GetServiceQuota': 'servicequotas:GetServiceQuota',
  'waiter:bucket_exists': 's3:ListBucket',
  'waiter:instance_running': 'ec2:DescribeInstances',
  'waiter:instance_stopped': 'ec2:DescribeInstances',
  'waiter:instance_terminated': 'ec2:DescribeInstances',
};

type CallMap = Readonly<Record<string, readonly string[]>>;

function read(): CallMap {
  const run = spawnSync(PYTHON, [at('call_map.py')], { env: BARE_ENV, encoding: 'utf8' });
  return JSON.parse(
    run.stdout
      .split('\n')
      .find((line) => line.startsWith('VERDICT '))
      ?.slice(8) ?? 'null',
  );
}

describe('where SkyPilot calls AWS', () => {
  const calls = read();

  it('is where it did when it was last looked at; if not, look what is new, then run with --record', () => {
    if (RECORD) writeFileSync(RECORDED, JSON.stringify({ release: releaseOf(), calls }, null, 2));
    else expect(calls).toEqual(JSON.parse(readFileSync(RECORDED, 'utf8')).calls);
  });

  it('is covered by what policy generate prints for everything', () => {
    const run = spawnSync(
      process.execPath,
      [at('../../bin/skycheck.js'), 'policy', 'generate', '--with', 'all', '--account', '123456789012'],
      {
        env: { ...BARE_ENV, HOME: '/nonexistent' },
        encoding: 'utf8',
      },
    );
    const statements: readonly { readonly Action: string | readonly string[] }[] = JSON.parse(
      run.stdout,
    ).Statement;
    const granted = statements.flatMap(({ Action }) => Action);
    const covers = (action: string) =>
      granted.some(
        (pattern) => pattern === action || (pattern.endsWith('*') && action.startsWith(pattern.slice(0, -1))),
      );
    const open = [...new Set(Object.values(calls).flat())].filter(
      (call) => NOT_ASKED_FOR[call] === undefined && !covers(ACTIONS[call] ?? call),
    );
    expect(open).toEqual([]);
  });
});
