/** The rows of `aws configure list`. Source: awscli 1.45 `ConfigureListCommand`. */

import type { CredentialError, CredentialsOutcome } from './credentials-outcome.ts';
import { maskKey } from './mask.ts';
import type { Resolution } from './resolve.ts';

export interface ConfigureListRow {
  readonly name: 'profile' | 'access_key' | 'secret_key' | 'region';
  readonly value: string;
  readonly type: string;
  readonly location: string;
}

export interface ConfigureList {
  /** Only the rows that the AWS CLI prints: those before an error. */
  readonly rows: readonly ConfigureListRow[];
  readonly error: CredentialError | undefined;
}

const NOT_SET = { value: '<not set>', type: 'None', location: 'None' } as const;

function profileRow({ selection }: Resolution): ConfigureListRow {
  const { value, type } = selection.setting;
  if (value === undefined || type === undefined) return { name: 'profile', ...NOT_SET };
  return { name: 'profile', value, type, location: selection.tableLocation ?? 'None' };
}

function regionRow({ region }: Resolution): ConfigureListRow {
  const { value, type, location } = region;
  if (value === undefined || type === undefined) return { name: 'region', ...NOT_SET };
  return { name: 'region', value, type, location: location ?? 'None' };
}

function keyRows(outcome: Exclude<CredentialsOutcome, { kind: 'failed' }>): readonly ConfigureListRow[] {
  const both = (row: (name: 'access_key' | 'secret_key') => ConfigureListRow) => [
    row('access_key'),
    row('secret_key'),
  ];
  switch (outcome.kind) {
    case 'none':
      return both((name) => ({ name, ...NOT_SET }));
    case 'needs-network':
      return both((name) => ({ name, value: '<not loaded>', type: outcome.provider, location: '' }));
    case 'loaded': {
      const { accessKeyId, secretAccessKey } = outcome.credentials;
      return both((name) => ({
        name,
        value: maskKey(name === 'access_key' ? accessKeyId : secretAccessKey),
        type: outcome.provider,
        location: '',
      }));
    }
  }
}

/**
 * Makes the rows. Where the files cannot be parsed or a setting stops boto3 early, the AWS CLI prints none; where
 * the profile or the credentials fail, it prints that of the profile.
 */
export function configureList(resolution: Resolution, outcome: CredentialsOutcome): ConfigureList {
  if (outcome.kind !== 'failed') {
    return {
      rows: [profileRow(resolution), ...keyRows(outcome), regionRow(resolution)],
      error: undefined,
    };
  }
  const { error } = outcome;
  const isEarly =
    resolution.trace.steps.every((step) => step.outcome === 'not-reached') &&
    error.code !== 'profile-not-found';
  return { rows: isEarly ? [] : [profileRow(resolution)], error };
}

/** The two layouts: that of the AWS CLI v1 (and v2 before 2.31), and that of v2 since 2.31. */
export type TableLayout = 'v1' | 'v2';

function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - [...text].length)) + text;
}

function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - [...text].length));
}

function layOut(layout: TableLayout, cells: readonly [string, string, string, string]): string {
  const [name, value, type, location] = cells;
  return layout === 'v1'
    ? `${padStart(name, 10)} ${padStart(value, 24)} ${padStart(type, 16)}    ${location}`
    : `${padEnd(name, 10)} : ${padEnd(value, 24)} : ${padEnd(type, 16)} : ${location}`;
}

/** The table's lines, blanks at their ends as the AWS CLI prints them. */
export function configureListTable(
  rows: readonly ConfigureListRow[],
  layout: TableLayout,
): readonly string[] {
  const header =
    layout === 'v1'
      ? [
          layOut('v1', ['Name', 'Value', 'Type', 'Location']),
          layOut('v1', ['----', '-----', '----', '--------']),
        ]
      : [layOut('v2', ['NAME', 'VALUE', 'TYPE', 'LOCATION'])];
  const lines = rows.map(({ name, value, type, location }) => layOut(layout, [name, value, type, location]));
  return rows.length === 0 ? [] : [...header, ...lines];
}
