import { expect, it } from 'vitest';
import { configureListDocument, profileListDocument } from '../../src/report/configure-json.ts';

it('prints the rows of configure list and nothing else of them', () => {
  const row = { name: 'region', value: 'us-east-1', type: 'env', location: 'AWS_DEFAULT_REGION' } as const;
  const document = { schemaVersion: '1.0', rows: [row], error: null };
  expect(configureListDocument([{ ...row, extra: 1 } as typeof row], undefined)).toBe(
    `${JSON.stringify(document, null, 2)}\n`,
  );
  const error = { code: 'profile-not-found', message: 'no such profile' };
  expect(JSON.parse(configureListDocument([], error))).toEqual({ schemaVersion: '1.0', rows: [], error });
});

it('prints profiles', () => {
  const content = { active: null, profiles: [], error: null } as unknown as Parameters<
    typeof profileListDocument
  >[0];
  expect(JSON.parse(profileListDocument(content))).toEqual({ schemaVersion: '1.0', ...content });
});
