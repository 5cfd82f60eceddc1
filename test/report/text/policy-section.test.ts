import { expect, it } from 'vitest';
import type { Report } from '../../../src/report/report.ts';
import { policySection } from '../../../src/report/text/policy-section.ts';
import { reportOf } from '../report-of.ts';
import { MARKED, PLAIN } from './styles.ts';

const POLICY_CHECK: NonNullable<Report['policyCheck']> = {
  account: '111122223333',
  partition: 'aws-cn',
  role: 'skypilot-v1',
  documents: [
    { name: 'a.json', layer: 'identity', statements: 2 },
    { name: 'b.json', layer: 'permissions-boundary', statements: 1 },
    { name: 'c.json', layer: 'scp', statements: 0 },
  ],
};

it('is not there where no documents were checked', () => {
  expect(policySection(reportOf(), PLAIN)).toEqual([]);
});

it('lists the documents and what they were evaluated for', () => {
  expect(policySection(reportOf({ policyCheck: POLICY_CHECK }), MARKED)).toEqual([
    '<bold>Policies</bold>',
    '  <dim>policy      </dim> a.json (2 statements)',
    '  <dim>boundary    </dim> b.json (1 statement)',
    '  <dim>SCP         </dim> c.json (0 statements)',
    '  <dim>account     </dim> 111122223333',
    '  <dim>partition   </dim> aws-cn',
    '  <dim>region      </dim> not set (checked: us-east-1)',
    '  <dim>role        </dim> skypilot-v1',
  ]);
});

it.each<[Report['region'], string]>([
  [{ value: 'eu-west-1', type: 'manual', location: '--region' }, '  region       eu-west-1 (--region)'],
  [{ value: 'eu-west-1', type: 'inferred', location: null }, '  region       eu-west-1 (inferred)'],
])('%j', (region, line) => {
  const lines = policySection(reportOf({ policyCheck: { ...POLICY_CHECK, account: null }, region }), PLAIN);
  expect(lines).toContain(line);
  expect(lines).toContain('  account      not named');
});
