import type { Report, ReportRoleUse } from '../report.ts';
import { requirementRow, statusMark, tally } from './capability-section.ts';
import { beside, type TextStyle, wrap } from './style.ts';

const ID_WIDTH = 14;
/** Mark, id and status. */
const LABEL_WIDTH = 2 + ID_WIDTH + 1 + 8;

/** What the role of the instances may do, beside what the checked identity may do; with `all`, every requirement. */
export function roleSection({ role, identity }: Report, all: boolean, style: TextStyle): string[] {
  if (identity === null || role.uses.length === 0 || role.state === 'missing') return [];
  return [
    style.paint.bold(`What instances may do with the role ${role.name}`),
    ...(unknownReason(role.uses) ?? []).flatMap((reason) => wrap(`Not known: ${reason}.`, style.columns, 2)),
    ...(unknownReason(role.uses) === undefined ? role.uses.flatMap((use) => useRow(use, all, style)) : []),
  ];
}

/** The reasons for which nothing at all is known, each once. */
function unknownReason(uses: readonly ReportRoleUse[]): readonly string[] | undefined {
  const requirements = uses.flatMap((use) => use.requirements);
  if (requirements.some(({ decision }) => decision !== 'unknown')) return undefined;
  return [...new Set(requirements.map(({ reason }) => reason))];
}

function useRow(use: ReportRoleUse, all: boolean, style: TextStyle): string[] {
  const { id, status, callerStatus, title, requirements, statementsToAdd } = use;
  const { mark, paint } = statusMark(status, style);
  const text = `${title}: ${tally(requirements)}; this identity: ${callerStatus}`;
  const denied = requirements.filter(({ decision }) => decision === 'denied');
  const lines = beside(`${mark} ${id.padEnd(ID_WIDTH)} ${status}`, text, style.columns, {
    indent: 2,
    labelWidth: LABEL_WIDTH,
    paintLabel: paint,
  });
  if (all) return [...lines, ...requirements.flatMap((requirement) => requirementRow(requirement, style))];
  if (denied.length === 0 || statementsToAdd.length === 0) return lines;
  const actions = [...new Set(denied.map(({ action }) => action))].join(', ');
  return [...lines, ...wrap(`denied to the role: ${actions}`, style.columns, 6)];
}
