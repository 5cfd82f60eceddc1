/** The first thing to do: the fix of the gravest finding that no other finding causes. */
import { decidingSeverity } from './areas.ts';
import type { Report, ReportFinding, ReportFixStep } from './report.ts';

export interface NextStep {
  /** What the steps are about. */
  readonly finding: ReportFinding;
  /** Who has to act, where it is not the person at the screen. */
  readonly by: string | undefined;
  readonly steps: readonly ReportFixStep[];
  /** Further errors with fixes of their own. */
  readonly others: readonly ReportFinding[];
  /** What to do where the supposed cause turns out to be as it is meant. */
  readonly otherwise: NextStep | undefined;
}

/** Undefined where nothing that was asked for is in the way, or nobody knows a fix. */
export function nextStepOf(report: Report): NextStep | undefined {
  if (report.verdict === 'ready') return undefined;
  const deciding = decidingSeverity(report);
  const errors = report.findings.filter(({ severity }) => severity === deciding);
  const step = firstStep(
    errors.filter(({ cause }) => cause === null),
    report,
  );
  if (step === undefined || !isSupposed(step.finding)) return step;
  const symptoms = errors.filter(({ cause }) => cause === step.finding.code);
  return { ...step, otherwise: firstStep(symptoms, report) };
}

/** Whether a finding is only the likeliest cause: a person may have meant it so. */
export function isSupposed({ code }: ReportFinding): boolean {
  return code === 'profile-from-environment';
}

function firstStep(errors: readonly ReportFinding[], report: Report): NextStep | undefined {
  const [finding, ...others] = errors.filter(({ fix }) => fix.length > 0);
  if (finding === undefined) return undefined;
  const { missingPolicyFix = [] } = report;
  // One document holds the statements of all findings.
  if (!hasStatements(finding) || missingPolicyFix.length === 0) {
    return { finding, by: whoFixes(finding), steps: finding.fix, others, otherwise: undefined };
  }
  return {
    finding,
    by: 'Someone who may edit IAM in this account',
    steps: [...missingPolicyFix, ...finding.fix.filter(({ kind }) => kind !== 'statement')],
    others: others.filter(
      (other) => !hasStatements(other) && !(other.topic === 'role' && grantsRole(report)),
    ),
    otherwise: undefined,
  };
}

/** Whether the document lets this identity make the role that is missing. */
function grantsRole({ missingPolicy }: Report): boolean {
  const actions = (missingPolicy?.Statement ?? []).flatMap(({ Action }) => Action);
  return actions.includes('iam:AddRoleToInstanceProfile');
}

/** A role that this identity may not create is made by somebody else. */
function whoFixes({ topic, fix }: ReportFinding): string | undefined {
  const isOfIam = topic === 'role' && fix.every(({ kind }) => kind === 'command');
  return isOfIam ? 'Someone who may create roles in this account' : undefined;
}

/** Whether the steps hand out the document with all that is missing. */
export function handsOutPolicy({ steps }: NextStep, { missingPolicyFix = [] }: Report): boolean {
  return steps.some(({ text }) => missingPolicyFix.some((step) => step.text === text));
}

/** Statements for policies of the identity; that of what blocks it is for another policy. */
function hasStatements({ code, fix }: ReportFinding): boolean {
  return code !== 'permissions-blocked' && fix.some(({ kind }) => kind === 'statement');
}
