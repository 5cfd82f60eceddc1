import { describe, expect, it } from 'vitest';
import { parseCliTable } from '../../src/compare/cli-table.ts';
import { type ConfigureListRow, configureListTable } from '../../src/credentials/configure-list.ts';

const row = (
  name: ConfigureListRow['name'],
  value: string,
  type: string,
  location: string,
): ConfigureListRow => ({
  name,
  value,
  type,
  location,
});

/** Values that could be taken for columns. */
const TABLES: readonly (readonly ConfigureListRow[])[] = [
  [
    row('profile', '<not set>', 'None', 'None'),
    row('access_key', '<not set>', 'None', 'None'),
    row('region', 'us-west-2', 'env', "['AWS_REGION', 'AWS_DEFAULT_REGION']"),
  ],
  [
    row('profile', 'a profile with a name that is far too long', 'manual', '--profile'),
    row('access_key', '****************MPLE', 'assume-role-with-web-identity', ''),
    row('secret_key', '****************END1', 'assume-role-with-web-identity', ''),
    row('region', 'ap-south-1', 'imds', ''),
  ],
  [
    row('profile', 'env : x', 'env', "['AWS_DEFAULT_PROFILE', 'AWS_PROFILE']"),
    row('region', ': eu :', 'config-file', '~/.aws/config'),
  ],
  [row('profile', 'é', 'env', 'AWS_PROFILE')],
];

describe.each(['v1', 'v2'] as const)('a table in the layout of %s', (layout) => {
  it.each(TABLES.map((rows) => [rows.map(({ value }) => value).join(', '), rows] as const))(
    'with %s',
    (_what, rows) => {
      const table = parseCliTable(configureListTable(rows, layout).join('\n'));
      const expected = rows.map(({ name, value, type }) => [
        name,
        { value: value === '<not set>' ? undefined : value, type },
      ]);
      expect([...table]).toEqual(expected);
    },
  );
});

it('takes what comes before an error, and nothing of other texts', () => {
  const v1 = configureListTable([row('profile', 'dev', 'env', 'x')], 'v1').join('\n');
  expect([...parseCliTable(`${v1}\nThe SSO session has expired\n`).keys()]).toEqual(['profile']);
  expect(parseCliTable('Traceback (most recent call last):\n  profile = None\n').size).toBe(0);
});
