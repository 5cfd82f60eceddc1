import { describe, expect, it } from 'vitest';
import { headline, placeLines } from '../../../src/report/text/headline.ts';
import { capabilityOf, reportOf } from '../report-of.ts';
import { MARKED, PLAIN } from './styles.ts';

const FIRST = 'Checking credentials to enable clouds for SkyPilot.';
const POLICY_CHECK = { account: null, partition: 'aws', role: 'skypilot-v1', documents: [] };

describe('headline', () => {
  const capabilities = [
    capabilityOf({ id: 'compute', status: 'enabled' }),
    capabilityOf({ id: 'storage', status: 'unknown' }),
    capabilityOf({ id: 'spot', status: 'unknown' }),
  ];

  it('is SkyPilot’s; what is not proven has a question mark', () => {
    expect(headline(reportOf({ capabilities, enabled: ['compute'] }), PLAIN)).toEqual([
      FIRST,
      '  AWS: enabled [compute, storage?]',
    ]);
  });

  it('leaves out what sky check would not print either', () => {
    const report = reportOf({ capabilities, enabled: [], skyCheck: ['compute'], status: 'inconclusive' });
    expect(headline(report, MARKED)).toEqual([FIRST, '  AWS: <warn>inconclusive</warn>']);
  });

  it('names nothing where AWS is disabled', () => {
    const report = reportOf({ capabilities, enabled: [], status: 'disabled' });
    expect(headline(report, MARKED)).toEqual([FIRST, '  AWS: <bad>disabled</bad>']);
  });
});

describe('the headline about policies', () => {
  const of = (
    statuses: Readonly<Record<string, 'enabled' | 'disabled' | 'unknown'>>,
    status: 'enabled' | 'disabled' | 'inconclusive',
  ) =>
    headline(
      reportOf({
        status,
        policyCheck: POLICY_CHECK,
        capabilities: Object.entries(statuses).map(([id, of]) => capabilityOf({ id, status: of })),
      }),
      PLAIN,
    );

  it('lists what documents enable, core and optional', () => {
    expect(
      of(
        {
          compute: 'enabled',
          storage: 'unknown',
          spot: 'enabled',
          ports: 'unknown',
          ssm: 'unknown',
          efa: 'enabled',
          'auto-role': 'disabled',
        },
        'enabled',
      ),
    ).toEqual([
      'Evaluating policy documents for SkyPilot. AWS was not asked.',
      '  AWS with these policies: enabled [compute, storage?]',
      '  Optional capabilities: spot, efa; undecided: ports, ssm',
    ]);
  });

  it('says none where there is none', () => {
    expect(of({ compute: 'unknown', storage: 'disabled', spot: 'disabled' }, 'disabled')).toEqual([
      'Evaluating policy documents for SkyPilot. AWS was not asked.',
      '  AWS with these policies: disabled',
      '  Optional capabilities: none',
    ]);
    expect(of({ compute: 'disabled', storage: 'disabled' }, 'inconclusive')[1]).toBe(
      '  AWS with these policies: inconclusive',
    );
  });
});

describe('where the answers come from', () => {
  it('is not said of AWS itself', () => {
    expect(placeLines(reportOf(), PLAIN)).toEqual([]);
  });

  it('is a sandbox, or another endpoint', () => {
    expect(placeLines(reportOf({ sandbox: 'admin', endpoint: 'http://127.0.0.1:1' }), MARKED)).toEqual([
      '<note>    Sandbox "admin": no real account was contacted.</note>',
    ]);
    expect(
      placeLines(reportOf({ endpoint: 'http://localhost:4566', endpointFrom: 'AWS_ENDPOINT_URL' }), MARKED),
    ).toEqual(['<warn>    Endpoint http://localhost:4566 (AWS_ENDPOINT_URL): this is not AWS.</warn>']);
  });
});
