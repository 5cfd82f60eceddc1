import {
  checkTrust,
  type TrustCheckAnswer,
  type TrustCheckRequest,
  trustFacts,
} from '../../src/check-trust.ts';
import type { FindingCode } from '../../src/findings/registry.ts';
import type { TrustFacts } from '../../src/findings/trust/trust-facts.ts';
import { readYaml } from '../../src/policy/yaml-nodes.ts';
import type { TrustReport } from '../../src/report/trust-schema.ts';
import { readClaims, type TokenClaims } from '../../src/web-identity/token-claims.ts';

export const ACCOUNT = '111122223333';
export const GITHUB = 'token.actions.githubusercontent.com';
export const PROVIDER = `arn:aws:iam::${ACCOUNT}:oidc-provider/${GITHUB}`;

/** The claims of a job of GitHub on the main branch, with others in their place. */
export const JOB = {
  iss: `https://${GITHUB}`,
  sub: 'repo:acme/infra:ref:refs/heads/main',
  aud: 'sts.amazonaws.com',
  exp: 4_000_000_000,
};

/** Claims that were read. */
export function claimsOf(claims: object): TokenClaims {
  const read = readClaims(JSON.stringify({ ...JOB, ...claims }));
  if (read.kind === 'failed') throw new Error(read.reason);
  return read.claims;
}

/** A JSON Web Token with these claims and no signature worth the name. */
export function tokenOf(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256' })}.${part(claims)}.c2lnbmF0dXJl`;
}

type Condition = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A statement as GitHub's page has it, with other conditions. */
export function trust(Condition: Condition | undefined, more: object = {}): object {
  return {
    Effect: 'Allow',
    Principal: { Federated: PROVIDER },
    Action: 'sts:AssumeRoleWithWebIdentity',
    ...(Condition === undefined ? {} : { Condition }),
    ...more,
  };
}

/** Conditions on audience and subject. */
export function onSubject(sub: string | readonly string[], operator = 'StringEquals'): Condition {
  const aud = { [`${GITHUB}:aud`]: 'sts.amazonaws.com' };
  return operator === 'StringEquals'
    ? { StringEquals: { ...aud, [`${GITHUB}:sub`]: sub } }
    : { StringEquals: aud, [operator]: { [`${GITHUB}:sub`]: sub } };
}

export function trustRequest(
  document: unknown,
  claims: object | string,
  more: Partial<TrustCheckRequest> = {},
): TrustCheckRequest {
  const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  return {
    trust: { name: 'trust.json', text: text(document), readYaml },
    claims: { name: 'claims.json', text: text(claims) },
    account: undefined,
    partition: undefined,
    role: undefined,
    version: '0.0.0',
    now: Date.UTC(2026, 8, 1),
    ...more,
  };
}

export function policyOf(statements: readonly object[]): object {
  return { Version: '2012-10-17', Statement: statements };
}

function trustAnswer(
  statements: readonly object[],
  claims: object = {},
  more: Partial<TrustCheckRequest> = {},
): TrustCheckAnswer {
  return checkTrust(trustRequest(policyOf(statements), { ...JOB, ...claims }, more));
}

export function trustReport(
  statements: readonly object[],
  claims: object = {},
  more: Partial<TrustCheckRequest> = {},
): TrustReport {
  const answer = trustAnswer(statements, claims, more);
  if (answer.kind === 'refused') throw new Error(answer.problems.join('\n'));
  return answer.report;
}

export function trustFactsFor(statements: readonly object[], claims: object): TrustFacts {
  const read = trustFacts(trustRequest(policyOf(statements), { ...JOB, ...claims }));
  if (read.kind === 'refused') throw new Error(read.problems.join('\n'));
  return read.facts;
}

/** For each finding about trust policies: statements and claims that make it. */
export const TRUST_CASES: readonly (readonly [FindingCode, readonly object[], object])[] = [
  ['trust-not-admitted', [trust(onSubject('repo:acme/infra:environment:prod'))], {}],
  ['trust-not-admitted', [trust(onSubject('repo:acme/infra:ref:refs/heads/main'), { Effect: 'Deny' })], {}],
  [
    'trust-not-admitted',
    [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    {},
  ],
  [
    'trust-undecided',
    [trust({ ...onSubject(JOB.sub), IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })],
    {},
  ],
  ['trust-too-open', [trust(onSubject('repo:acme*', 'StringLike'))], {}],
  ['trust-too-open', [trust(onSubject('repo:acme/infra:*', 'StringLike'))], {}],
  ['trust-refused-by-iam', [trust({ StringEquals: { [`${GITHUB}:aud`]: 'sts.amazonaws.com' } })], {}],
  ['trust-token-expired', [trust(onSubject(JOB.sub))], { exp: 1_700_000_000 }],
];
