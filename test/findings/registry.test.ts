import { describe, expect, it } from 'vitest';
import { FINDING_CODES, FINDINGS, isFindingCode, topicOf } from '../../src/findings/registry.ts';

describe.each(FINDING_CODES)('%s', (code) => {
  const { severity, title, explanation, docs } = FINDINGS[code];

  it('has a title, which is no sentence, and a severity', () => {
    expect(title).toMatch(/^\S.*[^.\s]$/);
    expect(['error', 'warning', 'info']).toContain(severity);
  });

  it('is explained in paragraphs, with a page that says more', () => {
    expect(explanation.length).toBeGreaterThan(0);
    expect(explanation.filter((paragraph) => !/^\S.{20,}[.:)]$/s.test(paragraph))).toEqual([]);
    expect(docs).toMatch(/^https:\/\/[\w.-]+\/./);
  });
});

/** A code of each list of definitions, with what it is about in a word. */
const TOPICS = {
  'account-blocked': 'account',
  'config-syntax-error': 'settings',
  'no-network': 'connection',
  'no-credentials': 'credentials',
  'env-two-regions': 'settings',
  'clock-skew': 'clock',
  'access-key-invalid': 'identity',
  'trust-not-admitted': 'trust',
  'internal-error': 'skycheck',
  'regions-unknown': 'network',
  'permissions-missing': 'permissions',
  'policy-too-large': 'policies',
  'profile-not-found': 'profile',
  'region-unknown': 'region',
  'skypilot-role-empty': 'role',
  'sky-credentials-file-missing': 'sky check',
  'sky-config-broken': 'skypilot',
  'cluster-owner-mismatch': 'skypilot',
  'sso-token-expired': 'login',
  'credentials-file-shipped': 'upload',
} as const;

it('says in a word what a finding is about', () => {
  const codes = Object.keys(TOPICS).filter(isFindingCode);
  expect(Object.fromEntries(codes.map((code) => [code, topicOf(code)]))).toEqual(TOPICS);
});

it('knows its codes, sorted, and no other words', () => {
  expect(FINDING_CODES).toEqual([...FINDING_CODES].sort());
  expect(FINDING_CODES.every(isFindingCode)).toBe(true);
  expect(['toString', 'no-such-finding', ''].filter(isFindingCode)).toEqual([]);
});
