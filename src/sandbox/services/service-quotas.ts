/** Service Quotas: EC2's vCPU quotas. Source: Service Quotas API reference. */
import { ApiError } from '../api-error.ts';
import { authorise } from '../authorise.ts';
import { pageOf } from '../paging.ts';
import type { Quota } from '../quotas.ts';
import { quotaValue, VCPU_QUOTAS } from '../quotas.ts';
import type { HttpAnswer, ServiceCall } from '../service-call.ts';
import { amzJsonAnswer } from '../wire.ts';
import type { HttpOperations } from './operations.ts';

/** The operations of Service Quotas that the sandbox knows. */
export const serviceQuotasOperations: HttpOperations = new Map([
  ['GetServiceQuota', getServiceQuota],
  ['GetAWSDefaultServiceQuota', getDefaultQuota],
  ['ListServiceQuotas', listServiceQuotas],
]);

function inputOf(call: ServiceCall): ReadonlyMap<string, unknown> {
  try {
    const value: unknown = JSON.parse(call.body === '' ? '{}' : call.body);
    if (typeof value === 'object' && value !== null) return new Map(Object.entries(value));
  } catch {
    // Answered below.
  }
  throw new ApiError(400, 'SerializationException', 'the body is not JSON');
}

function quotaArn(call: ServiceCall, code: string): string {
  const { partition, id } = call.caller.account;
  return `arn:${partition}:servicequotas:${call.region}:${id}:ec2/${code}`;
}

function quotaFields(call: ServiceCall, quota: Quota, value: number): object {
  return {
    ServiceCode: 'ec2',
    ServiceName: 'Amazon Elastic Compute Cloud (Amazon EC2)',
    QuotaArn: quotaArn(call, quota.code),
    QuotaCode: quota.code,
    QuotaName: quota.name,
    Value: value,
    Unit: 'None',
    Adjustable: true,
    GlobalQuota: false,
  };
}

function askedQuota(call: ServiceCall): Quota {
  const input = inputOf(call);
  const code = String(input.get('QuotaCode') ?? '');
  const context = { 'servicequotas:service': String(input.get('ServiceCode') ?? '') };
  authorise(call, { action: `servicequotas:${call.operation}`, resource: quotaArn(call, code), context });
  const found = input.get('ServiceCode') === 'ec2' && VCPU_QUOTAS.find((quota) => quota.code === code);
  if (!found)
    throw new ApiError(
      400,
      'NoSuchResourceException',
      'The request failed because the specified service quota does not exist.',
    );
  return found;
}

function getServiceQuota(call: ServiceCall): HttpAnswer {
  const quota = askedQuota(call);
  const value = quotaValue(call.caller.account, call.region, quota);
  return amzJsonAnswer({ Quota: quotaFields(call, quota, value) });
}

function getDefaultQuota(call: ServiceCall): HttpAnswer {
  const quota = askedQuota(call);
  return amzJsonAnswer({ Quota: quotaFields(call, quota, quota.defaultValue) });
}

function listServiceQuotas(call: ServiceCall): HttpAnswer {
  const input = inputOf(call);
  authorise(call, { action: 'servicequotas:ListServiceQuotas', resource: '*' });
  const token = input.get('NextToken');
  const size = Number(input.get('MaxResults') ?? 100);
  const list = input.get('ServiceCode') === 'ec2' ? VCPU_QUOTAS : [];
  const page = pageOf(list, Math.min(Math.max(1, size), 100), typeof token === 'string' ? token : undefined);
  if (page === undefined)
    throw new ApiError(400, 'InvalidPaginationTokenException', 'Invalid input was provided.');
  return amzJsonAnswer({
    Quotas: page.items.map((quota) =>
      quotaFields(call, quota, quotaValue(call.caller.account, call.region, quota)),
    ),
    NextToken: page.next,
  });
}
