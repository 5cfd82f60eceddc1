import type { Report } from '../model.ts';
import type { TextStyle } from './style.ts';

/**
 * SkyPilot's own first lines, so that people and scripts recognise them.
 *
 * A capability that `sky check` would call enabled, but that is not proven, stands there with a question mark.
 * Source: SkyPilot AWS page, "Troubleshooting".
 */
export function headline(report: Report, verbose: boolean, { paint }: TextStyle): string[] {
  const words = capabilityWords(report);
  const list = words.length === 0 ? '' : ` [${words.join(', ')}]`;
  const lines = [
    'Checking credentials to enable clouds for SkyPilot.',
    `  AWS: ${statusWord(report, list, paint)}`,
  ];
  if (verbose && report.identity !== null) {
    const { userId, account } = report.identity;
    lines.push(`    Activated account: ${userId} [account=${account}]`);
  }
  return lines;
}

function capabilityWords(report: Report): string[] {
  if (report.status === 'disabled') return [];
  return report.capabilities.flatMap(({ id, status }) => {
    if (report.enabled.includes(id)) return [id];
    return status === 'unknown' && report.skyCheck.includes(id) ? [`${id}?`] : [];
  });
}

function statusWord({ status }: Report, list: string, paint: TextStyle['paint']): string {
  if (status === 'enabled') return paint.good(`enabled${list}`);
  return status === 'disabled' ? paint.bad('disabled') : paint.warn(`inconclusive${list}`);
}
