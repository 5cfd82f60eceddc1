/** How long credentials last, in words. */
import type { ReportValidFor } from './report.ts';
import { relativeTime, utcTime } from './times.ts';

/** "valid for 8h", "valid for 1h30m". */
export function validForLabel({ seconds }: Pick<ReportValidFor, 'seconds'>): string {
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'm'],
    [seconds % 60, 's'],
  ] as const;
  const shown = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count}${unit}`);
  return `valid for ${shown.join('')}`;
}

/** When they end, as far as that is known, and why: a sentence or two. */
export function lifetimeText(
  { endsAt, atLeast, atMost, decision, reason }: ReportValidFor['client'],
  checkedAt: string,
): string {
  const why = `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
  if (endsAt !== null)
    return `${endsAt > checkedAt ? 'Until' : 'Ended'} ${utcTime(endsAt)}, ${relativeTime(endsAt, checkedAt)}: ${reason}.`;
  const known = [
    ...(atLeast === null || atLeast <= checkedAt || decision === 'denied'
      ? []
      : [`Good until ${utcTime(atLeast)} at least.`]),
    ...(atMost === null || decision !== 'denied' ? [] : [`Over by ${utcTime(atMost)}.`]),
  ];
  return [why, ...known].join(' ');
}
