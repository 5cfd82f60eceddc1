import { type Finding, reportFindings } from '../findings/finding.ts';
import { admittingPolicy } from '../findings/trust/admitting-policy.ts';
import { decisionOf, type JudgedPolicy, type TrustFacts } from '../findings/trust/trust-facts.ts';
import { failureText } from '../findings/trust/trust-words.ts';
import type { Truth } from '../iam/truth.ts';
import { SCHEMA_VERSION } from '../report/report.ts';
import type { TrustReport, TrustReportStatement } from '../report/trust-schema.ts';
import { isoTime } from '../time.ts';
import type { JudgedStatement, TrustFailure, TrustJudgement } from '../web-identity/judge-trust.ts';
import type { TrustDocument } from '../web-identity/trust-document.ts';
import type { Verdict } from './verdict.ts';

/** What the check comes to: `0` a policy admits the token; `1` none does; `3` nobody knows. */
export function judgeTrustVerdict(facts: TrustFacts, findings: readonly Finding[]): Verdict {
  const decision = decisionOf(facts);
  const subject = 'the trust policy';
  if (decision === 'refused') {
    return { kind: 'not-ready', exitCode: 1, reason: `${subject} does not admit this token` };
  }
  const failed = findings.some(({ code }) => code === 'internal-error');
  if (decision === 'undecided' || failed) {
    const reason = failed ? 'a part of skycheck failed' : `whether ${subject} admits this token is not known`;
    return { kind: 'undecided', exitCode: 3, reason };
  }
  return { kind: 'ready', exitCode: 0, reason: `${subject} admits this token` };
}

/** The report about trust policies. Pure. */
export function assembleTrustReport(
  facts: TrustFacts,
  findings: readonly Finding[],
  verdict: Verdict,
  version: string,
): TrustReport {
  const { claims, policies, now } = facts;
  const judgement = policies[0]?.judgement;
  return {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: 'skycheck', version },
    cloud: 'aws',
    checkedAt: isoTime(now),
    verdict: verdict.kind,
    verdictReason: verdict.reason,
    exitCode: verdict.exitCode,
    token: {
      issuer: claims.issuer,
      subject: claims.subject ?? null,
      audience: claims.audience ?? null,
      expiresAt: claims.expiresAt === undefined ? null : isoTime(claims.expiresAt),
    },
    provider: judgement?.provider ?? '',
    account: judgement?.account ?? null,
    policies: policies.map(policyOf),
    admittingPolicy: documentOf(admittingPolicy(facts)),
    findings: reportFindings(findings),
  };
}

const DECISIONS: Readonly<Record<TrustJudgement['decision'], TrustReport['policies'][number]['decision']>> = {
  admitted: 'allowed',
  refused: 'denied',
  undecided: 'unknown',
};

function policyOf({ policy, judgement }: JudgedPolicy): TrustReport['policies'][number] {
  const { statements, deniedBy } = judgement;
  return {
    name: policy.name,
    role: policy.owner ?? null,
    decision: DECISIONS[judgement.decision],
    statements: [...(deniedBy === undefined ? [] : [deniedBy]), ...statements].map(statementOf),
  };
}

function statementOf({ statement, truth, failures, undecided }: JudgedStatement): TrustReportStatement {
  return {
    index: statement.index,
    sid: statement.sid ?? null,
    effect: statement.effect,
    decision: statementDecision(statement.effect, truth),
    failures: failures.map(failureOf),
    undecided: [...undecided],
  };
}

/** A Deny that applies denies. */
function statementDecision(effect: 'Allow' | 'Deny', truth: Truth): TrustReportStatement['decision'] {
  if (truth === 'unknown') return 'unknown';
  return (truth === 'yes') === (effect === 'Allow') ? 'allowed' : 'denied';
}

function failureOf(failure: TrustFailure): TrustReportStatement['failures'][number] {
  const { part } = failure;
  const text = failureText(failure);
  const none = { part, operator: null, key: null, slips: [], text };
  switch (failure.part) {
    case 'action':
      return { ...none, expected: [...failure.written], actual: [failure.action] };
    case 'principal':
      return { ...none, expected: [...failure.written], actual: [failure.wanted], slips: [failure.slip] };
    case 'condition': {
      const { condition, problem } = failure;
      const isValue = problem.kind === 'value';
      return {
        ...none,
        operator: condition.operator,
        key: condition.key,
        expected: [...condition.values],
        actual: isValue ? [...problem.actual] : [],
        slips: isValue ? [...problem.slips] : [problem.kind],
      };
    }
  }
}

function documentOf(document: TrustDocument | undefined): TrustReport['admittingPolicy'] {
  if (document === undefined) return null;
  return {
    Version: document.Version,
    Statement: document.Statement.map(({ Effect, Principal, Action, Condition }) => ({
      Effect,
      Principal: { ...Principal },
      Action: copy(Action),
      Condition: Object.fromEntries(
        Object.entries(Condition).map(([operator, keys]) => [
          operator,
          Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, copy(value)])),
        ]),
      ),
    })),
  };
}

function copy(texts: string | readonly string[]): string | string[] {
  return typeof texts === 'string' ? texts : [...texts];
}
