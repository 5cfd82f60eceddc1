import type { Report } from '../report.ts';
import { beside, type TextStyle } from './style.ts';

const LABEL_WIDTH = 12;

const LAYER_WORDS = {
  identity: 'policy',
  'permissions-boundary': 'boundary',
  scp: 'SCP',
  trust: 'trust policy',
} as const;

/** What was evaluated, in a report about policy documents. */
export function policySection({ policyCheck, region, checkedRegion }: Report, style: TextStyle): string[] {
  if (policyCheck === undefined) return [];
  const { documents, account, partition, role } = policyCheck;
  const row = (label: string, text: string) =>
    beside(label, text, style.columns, { indent: 2, labelWidth: LABEL_WIDTH, paintLabel: style.paint.dim });
  return [
    style.paint.bold('Policies'),
    ...documents.flatMap(({ name, layer, statements }) =>
      row(LAYER_WORDS[layer], `${name}  (${statements === 1 ? '1 statement' : `${statements} statements`})`),
    ),
    ...row('account', account ?? 'not named'),
    ...row('partition', partition),
    ...row(
      'region',
      region.value === null
        ? `not set  (checked: ${checkedRegion})`
        : `${region.value}  (${region.location ?? region.type})`,
    ),
    ...row('role', role),
  ];
}
