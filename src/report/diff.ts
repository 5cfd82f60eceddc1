/** What changed between two reports: of one place at two times, or of two places. */
import type { Change, ReportDiff } from './diff-schema.ts';
import { type ReportDocument, reportsOf } from './document.ts';
import { subjectOf } from './formats/report-names.ts';
import type { Report, ReportCapability, ReportFinding } from './report.ts';
import { SCHEMA_VERSION, type VERDICTS } from './vocabulary.ts';

/** Compares two documents; of several reports those about the same profile. Times are no change. Pure. */
export function diffOf(from: ReportDocument, to: ReportDocument): ReportDiff {
  const pairs = pairsOf(reportsOf(from), reportsOf(to));
  const parts = pairs.map(comparePair);
  const settings = parts.flatMap((part) => part.settings);
  const decisions = parts.flatMap((part) => part.decisions);
  const worse = parts.flatMap((part) => part.worse);
  const better = parts.flatMap((part) => part.better);
  const appeared = parts.flatMap((part) => part.appeared);
  const gone = parts.flatMap((part) => part.gone);
  const lists = [settings, decisions, worse, better, appeared, gone];
  const isOne = from.kind !== 'several' && to.kind !== 'several';
  return {
    schemaVersion: SCHEMA_VERSION,
    exitCode: worse.length > 0 ? 1 : 0,
    changed: lists.some((list) => list.length > 0),
    worse,
    better,
    identity: {
      from: isOne ? (reportsOf(from)[0]?.identity ?? null) : null,
      to: isOne ? (reportsOf(to)[0]?.identity ?? null) : null,
    },
    ...(isOne ? {} : { identities: pairs.map(identitiesOf) }),
    settings,
    decisions,
    findings: { appeared, gone },
  };
}

function identitiesOf({ of, from, to }: Pair): NonNullable<ReportDiff['identities']>[number] {
  const known = from ?? to;
  return {
    of: of ?? (known === undefined ? '' : subjectOf(known)),
    from: from?.identity ?? null,
    to: to?.identity ?? null,
  };
}

interface Pair {
  /** What both are about; undefined where there is one pair only. */
  readonly of: string | undefined;
  readonly from: Report | undefined;
  readonly to: Report | undefined;
}

/** One and one are a pair, whatever they are about: a laptop and a pipeline have other profiles. */
function pairsOf(from: readonly Report[], to: readonly Report[]): readonly Pair[] {
  if (from.length === 1 && to.length === 1) return [{ of: undefined, from: from[0], to: to[0] }];
  const subjects = [...new Set([...from, ...to].map(subjectOf))];
  return subjects.flatMap((of) => {
    const [before, after] = [from, to].map((reports) => reports.filter((report) => subjectOf(report) === of));
    const count = Math.max(before?.length ?? 0, after?.length ?? 0);
    return Array.from({ length: count }, (_, index) => ({ of, from: before?.[index], to: after?.[index] }));
  });
}

interface Part extends Pick<ReportDiff, 'worse' | 'better' | 'settings' | 'decisions'> {
  readonly appeared: ReportFinding[];
  readonly gone: ReportFinding[];
}

function comparePair({ of, from, to }: Pair): Part {
  const named = (changes: readonly Change[]) =>
    changes.map((change) => (of === undefined ? change : { of, ...change }));
  if (from === undefined || to === undefined) return onOneSide(of, from, to);
  const asked = [...new Set([...from.asked, ...to.asked])];
  const steps = askedSteps(asked, from, to);
  return {
    worse: named(steps.filter(({ step }) => step < 0).map(({ change }) => change)),
    better: named(steps.filter(({ step }) => step > 0).map(({ change }) => change)),
    settings: named(settingChanges(from, to)),
    decisions: named([...otherStatuses(asked, from, to), ...decisionChanges(from, to)]),
    appeared: beyond(to.findings, from.findings),
    gone: beyond(from.findings, to.findings),
  };
}

/** A report that only one of the two has: what is not looked at any more is worse than what was ready. */
function onOneSide(of: string | undefined, from: Report | undefined, to: Report | undefined): Part {
  const none = { worse: [], better: [], settings: [], decisions: [], appeared: [], gone: [] };
  const change = {
    what: of ?? 'report',
    from: from === undefined ? 'not there' : verdictWord(from.verdict),
    to: to === undefined ? 'not there' : verdictWord(to.verdict),
  };
  return from?.verdict === 'ready' ? { ...none, worse: [change] } : { ...none, settings: [change] };
}

interface Step {
  readonly change: Change;
  /** Below 0 where it got worse. */
  readonly step: number;
}

const STATUS_RANK = { enabled: 2, unknown: 1, disabled: 0 } as const;
const VERDICT_RANK = { ready: 2, undecided: 1, 'not-ready': 0 } as const;

/** The status of what was asked for; the verdict where that changed and no status did. */
function askedSteps(asked: readonly string[], from: Report, to: Report): readonly Step[] {
  const steps = asked
    .map((id) => statusStep(id, statusOf(from, id), statusOf(to, id)))
    .filter(({ step }) => step !== 0);
  const step = VERDICT_RANK[to.verdict] - VERDICT_RANK[from.verdict];
  const isSaid = steps.some((each) => each.step < 0 === step < 0);
  if (step === 0 || isSaid) return steps;
  const change = { what: 'verdict', from: verdictWord(from.verdict), to: verdictWord(to.verdict) };
  return [...steps, { change, step }];
}

type Status = ReportCapability['status'];

/** What a report does not know is unknown. */
function statusOf({ capabilities }: Report, id: string): Status {
  return capabilities.find((capability) => capability.id === id)?.status ?? 'unknown';
}

function statusStep(id: string, from: Status, to: Status): Step {
  const change = { what: id, from: STATUS_WORDS[from], to: STATUS_WORDS[to] };
  return { change, step: STATUS_RANK[to] - STATUS_RANK[from] };
}

const STATUS_WORDS = { enabled: 'enabled', disabled: 'denied', unknown: 'undecided' } as const;

/** A verdict in words: "not ready". */
export function verdictWord(verdict: (typeof VERDICTS)[number]): string {
  return verdict.replaceAll('-', ' ');
}

function otherStatuses(asked: readonly string[], from: Report, to: Report): readonly Change[] {
  const ids = [...new Set([...from.capabilities, ...to.capabilities].map(({ id }) => id))];
  return ids
    .filter((id) => !asked.includes(id))
    .map((id) => statusStep(id, statusOf(from, id), statusOf(to, id)))
    .flatMap(({ change, step }) => (step === 0 ? [] : [change]));
}

function settingChanges(from: Report, to: Report): readonly Change[] {
  const before = settingsOf(from);
  const after = settingsOf(to);
  return Object.keys(before).flatMap((what) => {
    const [old = 'none', now = 'none'] = [before[what], after[what]];
    return old === now ? [] : [{ what, from: old, to: now }];
  });
}

/** What a report is about, and where it comes from. */
function settingsOf(report: Report): Readonly<Record<string, string | undefined>> {
  const { identity, profile, credentials, region, checkedRegion, endpoint, sandbox, asked, tool } = report;
  return {
    identity: identity?.arn,
    'user id': identity?.userId,
    account: identity?.account ?? report.policyCheck?.account ?? undefined,
    profile: withPlace(profile.value ?? 'default', profile.location),
    credentials: credentials === null ? undefined : withPlace(credentials.type, credentials.location),
    'access key': credentials?.accessKeyId ?? undefined,
    region: region.value === null ? undefined : withPlace(region.value, region.location),
    'checked region': checkedRegion,
    // A sandbox listens at another port each time.
    endpoint: sandbox === null ? (endpoint ?? undefined) : 'a sandbox',
    sandbox: sandbox ?? undefined,
    'API server': report.skypilot?.apiServer?.endpoint,
    documents: report.policyCheck?.documents.map(({ name }) => name).join(', '),
    'asked for': asked.join(', '),
    skycheck: tool.version,
  };
}

function withPlace(value: string, location: string | null): string {
  return location === null ? value : `${value} (${location})`;
}

/** Conditions and permissions whose decision is another, by what they are about. */
function decisionChanges(from: Report, to: Report): readonly Change[] {
  const before = decisionsOf(from);
  const after = decisionsOf(to);
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((what) => {
    const [old = 'not looked at', now = 'not looked at'] = [before.get(what), after.get(what)];
    return old === now ? [] : [{ what, from: old, to: now }];
  });
}

function decisionsOf({ capabilities }: Report): ReadonlyMap<string, string> {
  return new Map(
    capabilities.flatMap(({ id, conditions, requirements }) => [
      ...conditions.map((condition) => [`${id}: ${condition.id}`, condition.decision] as const),
      ...requirements.map(
        ({ action, resourcePattern, decision, layer }) =>
          [
            `${id}: ${action} on ${withoutAccount(resourcePattern)}`,
            layer === null ? decision : `${decision} (${layer.replaceAll('-', ' ')})`,
          ] as const,
      ),
    ]),
  );
}

/** The same permission in two accounts is one; in one that is not known, too. */
function withoutAccount(pattern: string): string {
  return pattern.replace(/^(arn:[^:]*:[^:]*:[^:]*:)(\d{12}|\*)(?=:)/, '$1ACCOUNT');
}

/** Findings of the first list that the second has not, or has fewer of. */
function beyond(findings: readonly ReportFinding[], others: readonly ReportFinding[]): ReportFinding[] {
  const keyOf = ({ code, severity }: ReportFinding) => `${severity} ${code}`;
  const left = others.map(keyOf);
  return findings.filter((finding) => {
    const index = left.indexOf(keyOf(finding));
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}
