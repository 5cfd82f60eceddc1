import type { FileLine } from '../file-line.ts';
import type { CapabilityStatus } from '../permissions/decision.ts';
import { bySeverity, type ReportFinding, type Severity } from '../report/report.ts';
import type { CapabilityId } from '../skypilot/requirements.ts';
import { type FixStep, reportStep } from './fix-step.ts';
import { FINDINGS, type FindingCode, topicOf } from './registry.ts';

/** A diagnosed problem or hint. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** What does not work because of it; `all` where nothing does, undefined where it stops nothing. */
  readonly stops: readonly CapabilityId[] | 'all' | undefined;
  readonly title: string;
  readonly detail: string;
  /** Where in a file it is. */
  readonly at: FileLine | undefined;
  /** All the places, where it is about several. */
  readonly places: readonly FileLine[];
  /** What it may follow from, if that is found too; the likeliest first. */
  readonly possibleCauses: readonly FindingCode[];
  /** What it does follow from, once all findings are known. */
  readonly cause: FindingCode | undefined;
  readonly fix: readonly FixStep[];
  readonly docs: string;
}

/** What was seen of a finding here. */
export interface Seen {
  /** In sentences. */
  readonly detail: string;
  /** Where more can be said than the usual title does. */
  readonly title?: string;
  readonly fix?: readonly FixStep[];
  /** Where the case is graver or lighter than usual. */
  readonly severity?: Severity;
  /** What does not work because of it, if not all that its definition calls an error for. */
  readonly stops?: readonly CapabilityId[];
  readonly at?: FileLine | undefined;
  /** Where it is about several places; the first is also `at`, if that is not given. */
  readonly places?: readonly FileLine[];
  readonly possibleCauses?: readonly FindingCode[];
}

/** Makes a finding of the registry's definition and what was seen. */
export function finding(code: FindingCode, seen: Seen): Finding {
  const { severity, title, docs } = FINDINGS[code];
  return {
    code,
    severity: seen.severity ?? severity,
    stops: seen.stops ?? ((seen.severity ?? severity) === 'error' ? 'all' : undefined),
    title: seen.title ?? title,
    detail: seen.detail,
    at: seen.at ?? seen.places?.[0],
    places: seen.places ?? [],
    possibleCauses: seen.possibleCauses ?? [],
    cause: undefined,
    fix: seen.fix ?? [],
    docs,
  };
}

/** What the severity of findings hangs on. */
export interface Grading {
  readonly asked: readonly CapabilityId[];
  readonly capabilities: readonly { readonly id: CapabilityId; readonly status: CapabilityStatus }[];
}

/** Findings with their severity and their cause, the most important first, and causes before what they cause. */
export function arranged(findings: readonly Finding[], grading: Grading): readonly Finding[] {
  const found = linked(suspectingProfile(findings.map((finding) => graded(finding, grading))));
  const [causes, symptoms] = [false, true].map((isSymptom) =>
    found.filter(({ cause }) => (cause !== undefined) === isSymptom),
  );
  return bySeverity([...(causes ?? []), ...(symptoms ?? [])]);
}

/** Errors whatever the identity may do: a part of skycheck failed, or it may do so too briefly. */
const WHATEVER_WORKS: readonly FindingCode[] = [
  'internal-error',
  'credentials-end-too-soon',
  'credentials-end-unknown',
];

/** These, and all that is about the task itself. */
function countsByItself(code: FindingCode): boolean {
  return WHATEVER_WORKS.includes(code) || topicOf(code) === 'task';
}

/** An error is what keeps something that was asked for from working. What stops only others is a warning at most. */
function graded(finding: Finding, { asked, capabilities }: Grading): Finding {
  const { stops, severity, code } = finding;
  if (stops === undefined || countsByItself(code)) return finding;
  const isError = capabilities.some(
    ({ id, status }) => asked.includes(id) && status !== 'enabled' && (stops === 'all' || stops.includes(id)),
  );
  if (isError) return { ...finding, severity: 'error' };
  return severity === 'error' ? { ...finding, severity: 'warning' } : finding;
}

/** What is denied or missing in the account that the profile leads to. */
const OF_THE_ACCOUNT = ['account', 'credentials', 'identity', 'network', 'permissions', 'role'];

/** Where a forgotten variable is the likeliest mistake, errors about the account follow from it, if from nothing nearer. */
function suspectingProfile(findings: readonly Finding[]): readonly Finding[] {
  const isSuspect = findings.some(
    ({ code, severity }) => code === 'profile-from-environment' && severity !== 'info',
  );
  if (!isSuspect) return findings;
  return findings.map((finding) =>
    finding.severity === 'error' &&
    OF_THE_ACCOUNT.includes(topicOf(finding.code)) &&
    // Whichever profile is meant, that key is in the wrong hands.
    finding.code !== 'access-key-quarantined'
      ? { ...finding, possibleCauses: [...finding.possibleCauses, 'profile-from-environment'] }
      : finding,
  );
}

/** Points symptoms to causes. What causes an error is an error itself. */
function linked(findings: readonly Finding[]): readonly Finding[] {
  // A hint that is usually graver is about something that is not in use.
  const isCause = ({ code, severity }: Finding) => severity !== 'info' || FINDINGS[code].severity === 'info';
  const present = new Set(findings.filter(isCause).map(({ code }) => code));
  const withCauses = findings.map((finding) => ({
    ...finding,
    cause: finding.possibleCauses.find((cause) => cause !== finding.code && present.has(cause)),
  }));
  const causesOfErrors = new Set(
    withCauses.flatMap(({ severity, cause }) => (severity === 'error' && cause !== undefined ? [cause] : [])),
  );
  return withCauses.map((finding) =>
    causesOfErrors.has(finding.code) && isCause(finding) ? { ...finding, severity: 'error' } : finding,
  );
}

/** Findings as reports have them. */
export function reportFindings(findings: readonly Finding[]): ReportFinding[] {
  return findings.map(({ code, severity, title, detail, at, places, cause, fix, docs }) => ({
    code,
    topic: topicOf(code),
    severity,
    title,
    detail,
    at: at === undefined ? null : { file: at.file, line: at.line },
    ...(places.length < 2 ? {} : { places: places.map(({ file, line }) => ({ file, line })) }),
    cause: cause ?? null,
    fix: fix.map(reportStep),
    docs,
  }));
}
