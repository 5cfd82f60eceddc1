/** Findings about trust policies and the token that they are held against. */
import type { FileLine } from '../../file-line.ts';
import { bySeverity } from '../../report/report.ts';
import { utcTime } from '../../report/times.ts';
import { isoTime } from '../../time.ts';
import type { JudgedStatement } from '../../web-identity/judge-trust.ts';
import type { Opening } from '../../web-identity/trust-openness.ts';
import { type Finding, finding } from '../finding.ts';
import { ask, type FixStep, trustStep } from '../fix-step.ts';
import { applyRule } from '../internal/internal-rules.ts';
import { wantedStatement } from './admitting-policy.ts';
import { decisionOf, type JudgedPolicy, type TrustFacts } from './trust-facts.ts';
import { failureText, openingText, statementLabel } from './trust-words.ts';

/** All findings, the most important first. */
export function trustFindings(facts: TrustFacts): readonly Finding[] {
  const rules: Readonly<Record<string, () => readonly Finding[]>> = {
    'trust-decision': () => decisionFindings(facts),
    'trust-openness': () => facts.policies.flatMap(opennessFindings),
    'trust-remarks': () => remarkFindings(facts),
    'trust-token': () => tokenFindings(facts),
  };
  return bySeverity(Object.entries(rules).flatMap(([name, rule]) => applyRule(name, rule)));
}

function decisionFindings(facts: TrustFacts): readonly Finding[] {
  const decision = decisionOf(facts);
  if (decision === 'admitted') return [];
  const concerned = facts.policies.filter(({ judgement }) => judgement.decision === decision);
  return concerned.map((judged, index) =>
    decision === 'refused'
      ? finding('trust-not-admitted', {
          detail: refusalText(judged),
          at: placeOf(judged),
          // One statement for all of them.
          fix: index === 0 ? refusalFix(judged, facts) : [],
        })
      : finding('trust-undecided', { detail: undecidedText(judged), at: placeOf(judged) }),
  );
}

/** Where the policy begins. */
function placeOf({ policy: { file, line } }: Pick<JudgedPolicy, 'policy'>): FileLine {
  return { file, line };
}

function refusalText({ policy, judgement }: JudgedPolicy): string {
  const { deniedBy, statements } = judgement;
  if (deniedBy !== undefined) return `${policy.name}: ${statementLabel(deniedBy)} denies it.`;
  const nearest = nearestOf(statements);
  if (nearest === undefined) return `${policy.name}: no statement allows anything.`;
  return `${policy.name}, ${statementLabel(nearest)}: ${nearest.failures.map(failureText).join(' ')}`;
}

/** The statement that lacks least: what was meant to admit the token. */
function nearestOf(statements: readonly JudgedStatement[]): JudgedStatement | undefined {
  const weight = ({ failures }: JudgedStatement) =>
    failures.reduce((sum, { part }) => sum + (part === 'condition' ? 1 : 3), 0);
  return [...statements].sort((a, b) => weight(a) - weight(b))[0];
}

function refusalFix({ judgement }: JudgedPolicy, facts: TrustFacts): readonly FixStep[] {
  if (judgement.deniedBy !== undefined) {
    return [
      ask('whoever manages the role', `remove the ${statementLabel(judgement.deniedBy)}, or narrow it.`),
    ];
  }
  const wanted = wantedStatement(facts);
  if (wanted === undefined) return [];
  const what = 'add this statement to its trust policy';
  const more = judgement.account === undefined ? ', with the number of its account for ACCOUNT' : '';
  return [ask('whoever manages the role', `${what}${more}.`), trustStep(wanted)];
}

function undecidedText({ policy, judgement }: JudgedPolicy): string {
  const undecided = judgement.statements.flatMap((statement) =>
    statement.undecided.map((reason) => `${statementLabel(statement)}: ${reason}`),
  );
  return `${policy.name}: ${undecided.join('; ')}.`;
}

const GRAVE: readonly Opening['kind'][] = [
  'any-subject',
  'any-owner',
  'owners-by-beginning',
  'repositories-by-beginning',
  'holds-without-claim',
];

function opennessFindings({ policy, open }: JudgedPolicy): readonly Finding[] {
  const at = placeOf({ policy });
  return open.flatMap((statement) => {
    const where = `${policy.name}, ${statementLabel(statement)}`;
    const texts = (wanted: (kind: Opening['kind']) => boolean) =>
      statement.openings
        .filter(({ kind }) => wanted(kind))
        .map((opening) => openingText(opening, statement.host));
    const [refused, grave, light] = [
      texts((kind) => kind === 'refused-by-iam'),
      texts((kind) => GRAVE.includes(kind)),
      texts((kind) => kind !== 'refused-by-iam' && !GRAVE.includes(kind)),
    ];
    return [
      ...(refused.length > 0
        ? [finding('trust-refused-by-iam', { detail: `${where}: ${refused.join(' ')}`, at })]
        : []),
      ...(grave.length > 0
        ? [finding('trust-too-open', { detail: `${where}: ${[...grave, ...light].join(' ')}`, at })]
        : light.length > 0
          ? [finding('trust-too-open', { severity: 'info', detail: `${where}: ${light.join(' ')}`, at })]
          : []),
    ];
  });
}

/** What is said of the documents themselves. */
function remarkFindings({ policies }: TrustFacts): readonly Finding[] {
  return policies
    .flatMap(({ policy }) => policy.remarks)
    .map(({ kind, text, at }) => finding(kind, { detail: `${text}.`, at }));
}

function tokenFindings({ claims, now }: TrustFacts): readonly Finding[] {
  const { expiresAt } = claims;
  if (expiresAt === undefined || expiresAt > now) return [];
  return [finding('trust-token-expired', { detail: `It ended at ${utcTime(isoTime(expiresAt))}.` })];
}
