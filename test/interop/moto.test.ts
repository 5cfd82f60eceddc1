import { describe, expect, it } from 'vitest';
import { parseReport, run, skycheck } from '../end-to-end/support/skycheck.ts';
import { PYTHON, startMoto } from './support.ts';

/** An administrator of moto's account, as IAM hands keys out. */
const MAKE_ADMIN = `
import boto3, json, sys
iam = boto3.client('iam', endpoint_url=sys.argv[1], region_name='us-east-1',
                   aws_access_key_id='test', aws_secret_access_key='test')
iam.create_user(UserName='admin', Path='/team/')
iam.put_user_policy(UserName='admin', PolicyName='all', PolicyDocument=json.dumps({
    'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Action': '*', 'Resource': '*'}]}))
key = iam.create_access_key(UserName='admin')['AccessKey']
print(json.dumps({'AWS_ACCESS_KEY_ID': key['AccessKeyId'], 'AWS_SECRET_ACCESS_KEY': key['SecretAccessKey']}))
`;

async function adminOf(endpoint: string): Promise<Record<string, string>> {
  const made = await run(PYTHON, ['-c', MAKE_ADMIN, endpoint], {
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' },
    timeoutMs: 60_000,
  });
  if (made.status !== 0) throw new Error(made.stderr);
  return JSON.parse(made.stdout);
}

describe('skycheck against moto', () => {
  it('knows the identity, proves ListBuckets by a read, and takes the missing simulator for what it is', async () => {
    const endpoint = await startMoto();
    const keys = await adminOf(endpoint);
    const { status, stdout, stderr } = await skycheck(
      ['aws', '--format', 'json', '--endpoint-url', endpoint],
      {
        env: keys,
      },
    );
    expect(stderr).toBe('');
    const report = parseReport(stdout);
    expect(report.identity).toMatchObject({
      account: '123456789012',
      arn: 'arn:aws:iam::123456789012:user/team/admin',
      principalArn: 'arn:aws:iam::123456789012:user/team/admin',
    });
    const requirements = report.capabilities.flatMap((capability) => capability.requirements);
    expect(requirements.filter(({ decision }) => decision === 'denied')).toEqual([]);
    expect(requirements.find(({ action }) => action === 's3:ListAllMyBuckets')).toMatchObject({
      decision: 'allowed',
      evidence: 'read',
    });
    expect(requirements.find(({ action }) => action === 'ec2:RunInstances')?.decision).toBe('unknown');
    expect(report.findings.map(({ code }) => code)).toContain('simulator-unavailable');
    expect({ status, overall: report.status }).toEqual({ status: 3, overall: 'inconclusive' });
  });

  it('tells a key that moto does not know from a denial', async () => {
    const endpoint = await startMoto({ INITIAL_NO_AUTH_ACTION_COUNT: '0' });
    const { status, stdout } = await skycheck(['aws', '--format', 'json', '--endpoint-url', endpoint], {
      env: { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'wrong' },
    });
    const report = parseReport(stdout);
    expect(report.findings[0]?.code).toBe('access-key-invalid');
    expect(status).toBe(1);
    const decisions = report.capabilities.flatMap(({ requirements }) =>
      requirements.map(({ decision }) => decision),
    );
    expect(decisions).not.toContain('denied');
  });
});
