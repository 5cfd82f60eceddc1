import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { signedPost } from './signed-fetch.ts';
import { allow, policy, shipped, started, userWith } from './support.ts';

interface QuotaFields {
  readonly Value: number;
  readonly QuotaName: string;
}

interface QuotasBody {
  readonly Quota?: QuotaFields;
  readonly Quotas?: readonly QuotaFields[];
  readonly NextToken?: string;
  readonly __type?: string;
  readonly message?: string;
}

async function quotas(sandbox: Sandbox, operation: string, input: object, region?: string) {
  const response = await signedPost(sandbox, {
    service: 'servicequotas',
    ...(region === undefined ? {} : { region }),
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `ServiceQuotasV20190624.${operation}`,
    },
    body: JSON.stringify(input),
  });
  const body: QuotasBody = JSON.parse(await response.text());
  return { status: response.status, body };
}

const STANDARD = { ServiceCode: 'ec2', QuotaCode: 'L-1216C47A' };

describe('Service Quotas', () => {
  it('gives the quotas of the scenario, by region, and its defaults', async () => {
    const scenario = userWith(
      policy(allow('servicequotas:*')),
      '    quotas: [{ code: L-1216C47A, value: 0, regions: [us-west-2] }, { code: L-417A185B, value: 192 }]',
    );
    const sandbox = await started(scenario);
    const value = async (input: object, region?: string) =>
      (await quotas(sandbox, 'GetServiceQuota', input, region)).body.Quota?.Value;
    expect(await value(STANDARD)).toBe(256);
    expect(await value(STANDARD, 'us-west-2')).toBe(0);
    expect(await value({ ...STANDARD, QuotaCode: 'L-417A185B' })).toBe(192);
    const standard = await quotas(sandbox, 'GetAWSDefaultServiceQuota', STANDARD);
    expect(standard.body.Quota).toMatchObject({ Value: 5, QuotaName: expect.stringContaining('Standard') });
  });

  it('lists in pages', async () => {
    const sandbox = await started(shipped('admin'));
    const first = await quotas(sandbox, 'ListServiceQuotas', { ServiceCode: 'ec2', MaxResults: 10 });
    expect(first.body.Quotas).toHaveLength(10);
    const rest = await quotas(sandbox, 'ListServiceQuotas', {
      ServiceCode: 'ec2',
      MaxResults: 10,
      NextToken: first.body.NextToken,
    });
    expect(rest.body.Quotas?.length).toBeGreaterThan(0);
    expect(rest.body.NextToken).toBeUndefined();
  });

  it('refuses as Service Quotas does', async () => {
    const sandbox = await started(shipped('minimal'));
    const denied = await quotas(sandbox, 'GetServiceQuota', STANDARD);
    expect(denied).toMatchObject({
      status: 400,
      body: {
        __type: 'AccessDeniedException',
        message: expect.stringContaining(
          'is not authorized to perform: servicequotas:GetServiceQuota on resource: arn:aws:servicequotas:us-east-1:111122223333:ec2/L-1216C47A because no identity-based policy allows',
        ),
      },
    });
    const admin = await started(shipped('admin'));
    const code = async (operation: string, input: object) =>
      (await quotas(admin, operation, input)).body.__type;
    expect(await code('GetServiceQuota', { ...STANDARD, QuotaCode: 'L-00000000' })).toBe(
      'NoSuchResourceException',
    );
    expect(await code('RequestServiceQuotaIncrease', STANDARD)).toBe('UnknownOperationException');
    expect(await code('ListServiceQuotas', { ServiceCode: 'ec2', NextToken: 'x' })).toBe(
      'InvalidPaginationTokenException',
    );
  });
});
