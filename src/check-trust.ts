/** A check of trust policies against the claims of a token: read, judge, diagnose, report. No call is made. */
import { partitionById } from './aws-facts/partitions.ts';
import { assembleTrustReport, judgeTrustVerdict } from './check/assemble-trust-report.ts';
import type { TrustFacts } from './findings/trust/trust-facts.ts';
import { trustFindings } from './findings/trust/trust-rules.ts';
import { type ReadPolicy, readPolicies } from './policy/read-policies.ts';
import type { PolicySource } from './policy/read-source.ts';
import type { TrustReport } from './report/trust-schema.ts';
import { judgeTrust } from './web-identity/judge-trust.ts';
import { readClaims } from './web-identity/token-claims.ts';
import { openStatements } from './web-identity/trust-openness.ts';

export interface TrustCheckRequest {
  readonly trust: PolicySource;
  /** JSON of claims, or a token. */
  readonly claims: PolicySource;
  /** The account of the role; undefined: that of the provider which the policy names. */
  readonly account: string | undefined;
  readonly partition: string | undefined;
  /** Whose, in a file with several roles. */
  readonly role: string | undefined;
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export type TrustCheckAnswer =
  | { readonly kind: 'report'; readonly report: TrustReport }
  /** What is wrong with the files. */
  | { readonly kind: 'refused'; readonly problems: readonly string[] };

/** Judges whether a role with this trust policy may be assumed with this token. Pure. */
export function checkTrust(request: TrustCheckRequest): TrustCheckAnswer {
  const read = trustFacts(request);
  if (read.kind === 'refused') return read;
  const findings = trustFindings(read.facts);
  const verdict = judgeTrustVerdict(read.facts, findings);
  return { kind: 'report', report: assembleTrustReport(read.facts, findings, verdict, request.version) };
}

type FactsRead =
  | { readonly kind: 'facts'; readonly facts: TrustFacts }
  | Extract<TrustCheckAnswer, { readonly kind: 'refused' }>;

/** Reads both files and judges. */
export function trustFacts(request: TrustCheckRequest): FactsRead {
  const { claims: source, account, now } = request;
  const read = readClaims(source.text);
  if (read.kind === 'failed') return refused(`${source.name}: ${read.reason}.`);
  const { issuer } = read.claims;
  if (issuer === undefined) {
    return refused(
      `${source.name}: the claims name no issuer (iss), so nobody knows which provider it takes.`,
    );
  }
  const found = readPolicies(request.trust, { layer: 'trust', identity: request.role }, valuesOf(request));
  if (found.kind === 'refused') return found;
  const claims = { ...read.claims, issuer };
  const policies = ofRole(found.policies, request.role).map((policy) => ({
    policy,
    judgement: judgeTrust({ document: policy.document, claims, account, now }),
    open: openStatements(policy.document),
  }));
  if (policies.length > 0) return { kind: 'facts', facts: { claims, policies, now } };
  const roles = found.policies.flatMap(({ owner }) => owner ?? []).join(', ');
  return refused(`${request.trust.name}: there is no role ${request.role ?? ''} in it, but ${roles}.`);
}

function refused(problem: string): Extract<TrustCheckAnswer, { readonly kind: 'refused' }> {
  return { kind: 'refused', problems: [problem] };
}

/** All of them where none is chosen, or where the file does not tell whose they are. */
function ofRole(policies: readonly ReadPolicy[], role: string | undefined): readonly ReadPolicy[] {
  if (role === undefined || policies.every(({ owner }) => owner === undefined)) return policies;
  return policies.filter(
    ({ owner }) => owner === role || owner?.endsWith(` ${role}`) || owner === `role/${role}`,
  );
}

/** The account of AWS's own examples. */
const EXAMPLE_ACCOUNT = '123456789012';

/** What the pseudo parameters of a template stand for. */
function valuesOf({ trust, account, partition = 'aws' }: TrustCheckRequest) {
  const named = /:iam::(\d{12}):oidc-provider\//.exec(trust.text)?.[1];
  const { globalRegion = 'us-east-1', dnsSuffix = 'amazonaws.com' } = partitionById(partition) ?? {};
  return { account: account ?? named ?? EXAMPLE_ACCOUNT, partition, region: globalRegion, dnsSuffix };
}
