/** The views side by side: which tools agree in what, and where they part. A pure function of facts. */
import type { AwsCli } from '../credentials/aws-cli.ts';
import type { CompareFacts } from './compare-facts.ts';
import { type Reason, reasonOf } from './reasons.ts';
import {
  type KeyView,
  ROWS,
  type RowId,
  type Setting,
  TOOLS,
  type ToolId,
  type ToolView,
} from './tool-view.ts';

export interface ComparedRow {
  readonly row: RowId;
  /** Tools that agree, that of boto3 first. */
  readonly groups: readonly (readonly ToolId[])[];
}

/** Where tools part from boto3, all for one reason. */
export interface Difference {
  readonly row: RowId;
  readonly tools: readonly ToolId[];
  readonly reason: Reason;
}

export type ComparisonVerdict =
  /** Whose keys and which region are the same for all; other rows may differ. */
  | { readonly kind: 'agree' }
  | { readonly kind: 'part' }
  /** boto3 gets no credentials, and neither does any other. */
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

export interface Comparison {
  readonly verdict: ComparisonVerdict;
  readonly views: readonly ToolView[];
  readonly rows: readonly ComparedRow[];
  /** What a person should look at first is first. */
  readonly differences: readonly Difference[];
  readonly awsCli: AwsCli | undefined;
}

/** The rows that decide whether two tools do the same to the same account. */
const DECISIVE: readonly RowId[] = ['credentials', 'region'];
const BY_WEIGHT: readonly RowId[] = [
  'credentials',
  'region',
  'profile',
  'endpoint',
  'certificates',
  'proxy',
  'fips',
];

/** @param views - one of each tool, in the order of `TOOLS` */
export function compareViews(views: readonly ToolView[], facts: CompareFacts): Comparison {
  const rows = ROWS.map((row) => ({ row, groups: groupsOf(row, views) }));
  const differences = rows.flatMap(({ row, groups }) => differencesOf(row, groups, views, facts));
  return {
    verdict: verdictOf(rows, views),
    views,
    rows,
    differences: [...differences].sort((a, b) => weight(a) - weight(b)),
    awsCli: facts.awsCli,
  };
}

export function viewOf(views: readonly ToolView[], tool: ToolId): ToolView {
  const view = views.find((each) => each.tool === tool);
  if (view === undefined) throw new Error(`no view of ${tool}`);
  return view;
}

function groupsOf(row: RowId, views: readonly ToolView[]): readonly (readonly ToolId[])[] {
  const groups: ToolView[][] = [];
  for (const view of views) {
    const group = groups.find(([first]) => first !== undefined && isSame(row, first, view));
    if (group === undefined) groups.push([view]);
    else group.push(view);
  }
  return groups.map((group) => group.map(({ tool }) => tool));
}

function isSame(row: RowId, one: ToolView, other: ToolView): boolean {
  if (row === 'credentials') return isSameIdentity(one.credentials, other.credentials);
  return isSameSetting(one[row], other[row]);
}

function isSameSetting(one: Setting, other: Setting): boolean {
  return one.value === other.value && (one.problem === undefined) === (other.problem === undefined);
}

/**
 * Whether two tools act as the same identity, as far as that shows without a call: equal keys, or one source that
 * decides. Of two that have no keys, neither works.
 */
function isSameIdentity(one: KeyView, other: KeyView): boolean {
  const [a, b] = [sourceIn(one), sourceIn(other)];
  if (a === undefined || b === undefined) return a === b;
  if (a.id !== undefined && b.id !== undefined) return a.id === b.id;
  if (one.kind === 'keys' && other.kind === 'keys') return isSameKey(one, other);
  return a.provider === b.provider && a.location === b.location;
}

function isSameKey(
  one: Extract<KeyView, { kind: 'keys' }>,
  other: Extract<KeyView, { kind: 'keys' }>,
): boolean {
  if (one.fingerprint === undefined || other.fingerprint === undefined) {
    return one.accessKeyId === other.accessKeyId;
  }
  return one.fingerprint === other.fingerprint;
}

function sourceIn(keys: KeyView) {
  return keys.kind === 'keys' || keys.kind === 'not-fetched' ? keys.source : undefined;
}

function differencesOf(
  row: RowId,
  groups: readonly (readonly ToolId[])[],
  views: readonly ToolView[],
  facts: CompareFacts,
): readonly Difference[] {
  const boto3 = viewOf(views, 'boto3');
  const apart = groups.slice(1).flat();
  const found: { readonly tools: ToolId[]; readonly reason: Reason }[] = [];
  for (const tool of TOOLS.filter((each) => apart.includes(each))) {
    const reason = reasonOf(row, boto3, viewOf(views, tool), facts);
    const same = found.find((earlier) => JSON.stringify(earlier.reason) === JSON.stringify(reason));
    if (same === undefined) found.push({ tools: [tool], reason });
    else same.tools.push(tool);
  }
  return found.map(({ tools, reason }) => ({ row, tools, reason }));
}

/** An AWS CLI is what people compare with; what decides comes before what may. */
function weight({ row, tools, reason }: Difference): number {
  const isDecisive = DECISIVE.includes(row);
  const isCli = tools.some((tool) => tool !== 'js-sdk');
  // It only follows from the row of the profile.
  const follows = reason.kind === 'other-profile';
  return (isDecisive ? 0 : 100) + (isCli ? 0 : 50) + BY_WEIGHT.indexOf(row) + (follows ? 10 : 0);
}

function verdictOf(rows: readonly ComparedRow[], views: readonly ToolView[]): ComparisonVerdict {
  const parts = rows.some(({ row, groups }) => DECISIVE.includes(row) && groups.length > 1);
  if (parts) return { kind: 'part' };
  const { credentials } = viewOf(views, 'boto3');
  if (credentials.kind !== 'failed') return { kind: 'agree' };
  return { kind: 'failed', code: credentials.code, message: credentials.message };
}

/** 0 where all act as one identity in one region, 1 where they do not, or boto3 gets no credentials. */
export function comparisonExit({ verdict }: Comparison): 0 | 1 {
  return verdict.kind === 'agree' ? 0 : 1;
}
