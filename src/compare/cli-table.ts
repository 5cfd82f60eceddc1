/** What `aws configure list` prints, of any version, and what it changes in what the rules say. */
import { PROVIDERS, type ProviderName } from '../config/providers.ts';
import type { KeyView, Setting, ToolView } from './tool-view.ts';

const NAMES = ['profile', 'access_key', 'secret_key', 'region'] as const;

interface Row {
  /** Undefined for `<not set>`. */
  readonly value: string | undefined;
  readonly type: string;
}
export type CliTable = ReadonlyMap<(typeof NAMES)[number], Row>;

const TYPES = ['None', 'manual', 'env', 'config-file', 'imds', ...PROVIDERS].join('|');
const NAME = NAMES.join('|');
/** Version 2 since 2.31; before it, and version 1. Source: awscli `ConfigureListCommand`. */
const LAYOUTS = [
  new RegExp(`^(${NAME}) *: (.*?) *: (${TYPES}) *:`),
  new RegExp(`^ *(${NAME}) +(.*?) +(${TYPES}) {4}`),
];

/** @returns the rows that could be read; those before an error, where there was one */
export function parseCliTable(stdout: string): CliTable {
  const rows = new Map<(typeof NAMES)[number], Row>();
  for (const line of stdout.split('\n')) {
    const match = LAYOUTS.map((layout) => layout.exec(line)).find((found) => found !== null);
    const name = NAMES.find((known) => known === match?.[1]);
    const value = match?.[2];
    if (name === undefined || value === undefined) continue;
    rows.set(name, { value: value === '<not set>' ? undefined : value, type: match?.[3] ?? 'None' });
  }
  return rows;
}

export interface CliRun {
  readonly program: string;
  readonly version: string;
  readonly table: CliTable;
  /** The last line of what it said where it failed, without secrets; undefined where it did not fail. */
  readonly complaint: string | undefined;
}

/** Lays what an AWS CLI printed over what its rules say; places are those of the rules where both agree. */
export function withCliRun(view: ToolView, run: CliRun): ToolView {
  const { program, version, table } = run;
  return {
    ...view,
    how: { kind: 'ran', program, version },
    profile: printed(view.profile, table.get('profile')),
    region: printed(view.region, table.get('region')),
    credentials: printedKeys(view.credentials, run),
  };
}

function printed(byRule: Setting, row: Row | undefined): Setting {
  return row === undefined || row.value === byRule.value ? byRule : { value: row.value };
}

function printedKeys(byRule: KeyView, { table, complaint }: CliRun): KeyView {
  const row = table.get('access_key');
  if (row?.value !== undefined) return maskedKeys(byRule, row.value, row.type);
  // It was run without a network.
  if (byRule.kind === 'not-fetched' || byRule.kind === 'failed') return byRule;
  if (row !== undefined) return { kind: 'none' };
  if (complaint === undefined) return byRule;
  return { kind: 'failed', code: 'aws-cli-failed', message: complaint };
}

function maskedKeys(byRule: KeyView, accessKeyId: string, type: string): KeyView {
  if (byRule.kind === 'keys' && byRule.accessKeyId === accessKeyId) return byRule;
  const known = byRule.kind === 'keys' || byRule.kind === 'not-fetched' ? byRule.source : undefined;
  const provider = PROVIDERS.find((name): name is ProviderName => name === type);
  const source =
    known !== undefined && known.provider === provider
      ? known
      : { provider: provider ?? 'shared-credentials-file', location: type, id: undefined };
  return { kind: 'keys', source, accessKeyId, fingerprint: undefined };
}
