import type { Report, ReportRoleUse } from '../report.ts';
import { requirementRow, statusMark, tally } from './capability-section.ts';
import { beside, type TextStyle, wrap } from './style.ts';

/** Mark and id. */
const LABEL_WIDTH = 2 + 14 + 1;

/** With `-vv`: what the role of the instances may do, beside what the checked identity may do. */
export function roleSection({ role, identity }: Report, style: TextStyle): string[] {
  if (identity === null || role.uses.length === 0 || role.state === 'missing') return [];
  return [
    style.paint.bold(`What instances may do with the role ${role.name}`),
    ...(unknownReason(role.uses) ?? []).flatMap((reason) => wrap(`Not known: ${reason}.`, style.columns, 2)),
    ...(unknownReason(role.uses) === undefined ? role.uses.flatMap((use) => useRow(use, style)) : []),
  ];
}

/** The reasons for which nothing at all is known, each once. */
function unknownReason(uses: readonly ReportRoleUse[]): readonly string[] | undefined {
  const requirements = uses.flatMap((use) => use.requirements);
  if (requirements.some(({ decision }) => decision !== 'unknown')) return undefined;
  return [...new Set(requirements.map(({ reason }) => reason))];
}

function useRow(use: ReportRoleUse, style: TextStyle): string[] {
  const { id, status, callerStatus, title, requirements } = use;
  const { mark, paint } = statusMark(status, style);
  const text = `${title}: ${tally(requirements)}; this identity: ${callerStatus}`;
  return [
    ...beside(`${mark} ${id}`, text, style.columns, {
      indent: 2,
      labelWidth: LABEL_WIDTH,
      paintLabel: paint,
    }),
    ...requirements.flatMap((requirement) => requirementRow(requirement, style)),
  ];
}
