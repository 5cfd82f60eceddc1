import { ListServiceQuotasCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { nonEmpty } from './answer-fields.ts';
import type { AwsResult } from './aws-result.ts';
import { callAws } from './call.ts';
import { lazyClient } from './client.ts';
import type { AwsContext } from './context.ts';

const clients = lazyClient('service-quotas', (options) => new ServiceQuotasClient(options));

/** One page of a service's quotas in a region. */
export interface QuotaPage {
  /** By quota code; only quotas that the region applies have a value. */
  readonly values: ReadonlyMap<string, number>;
  /** Where the next page starts; undefined after the last. */
  readonly nextToken: string | undefined;
}

const PAGE_SIZE = 100;

/** Lists one page of EC2's quotas. */
export function listEc2Quotas(
  context: AwsContext,
  region: string,
  nextToken: string | undefined,
): Promise<AwsResult<QuotaPage>> {
  return callAws(context, clients, {
    operation: 'ListServiceQuotas',
    region,
    send: (client) =>
      client.send(
        new ListServiceQuotasCommand({ ServiceCode: 'ec2', MaxResults: PAGE_SIZE, NextToken: nextToken }),
      ),
    read: ({ Quotas, NextToken }) => {
      if (!Array.isArray(Quotas)) return undefined;
      const values = Quotas.flatMap(({ QuotaCode, Value }) =>
        QuotaCode && typeof Value === 'number' ? [[QuotaCode, Value] as const] : [],
      );
      return { values: new Map(values), nextToken: nonEmpty(NextToken) };
    },
  });
}
