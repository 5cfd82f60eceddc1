import { evaluateCondition } from '../../src/iam/conditions.ts';
import type { EvaluateOptions } from '../../src/iam/evaluate.ts';
import { evaluate } from '../../src/iam/evaluate.ts';
import { parsePolicyDocument } from '../../src/iam/parse-policy.ts';
import type { PolicyUsage } from '../../src/iam/parse-statement.ts';
import type { Evaluation, NamedPolicy, PolicyDocument, PolicyLayers } from '../../src/iam/policy-types.ts';
import { requestContext } from '../../src/iam/request-context.ts';
import type { MissingKeys, Scope } from '../../src/iam/scope.ts';

export type Context = Readonly<Record<string, string | readonly string[] | undefined>>;

export function scopeOf(context: Context = {}, more: Partial<Scope> = {}): Scope {
  return {
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::bucket/key',
    context: requestContext(context),
    version: '2012-10-17',
    missingKeys: 'absent',
    ...more,
  };
}

/** The document of one or more statements, each an object as in JSON. */
export function documentOf(
  statements: unknown,
  { version = '2012-10-17', usage = 'identity' as PolicyUsage } = {},
): PolicyDocument {
  const parsed = parsePolicyDocument({ Version: version, Statement: statements }, { usage });
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.problems));
  return parsed.document;
}

export function policyOf(statements: unknown, name = 'policy', version = '2012-10-17'): NamedPolicy {
  return { name, type: 'inline', document: documentOf(statements, { version }) };
}

export const ALLOW_ALL = { Effect: 'Allow', Action: '*', Resource: '*' };
export const DENY_ALL = { Effect: 'Deny', Action: '*', Resource: '*' };

export interface Asked {
  readonly action?: string;
  readonly resource?: string;
  readonly context?: Context;
  readonly options?: EvaluateOptions;
}

export function ask(layers: PolicyLayers, asked: Asked = {}): Evaluation {
  const request = {
    action: asked.action ?? 's3:GetObject',
    resource: asked.resource ?? 'arn:aws:s3:::bucket/key',
    context: requestContext(asked.context ?? {}),
  };
  return evaluate(layers, request, asked.options);
}

/** What identity policies of these statements decide, in a word. */
export function verdict(statements: unknown, asked: Asked = {}, version = '2012-10-17'): string {
  return wordFor(ask({ identity: [policyOf(statements, 'policy', version)] }, asked));
}

export function wordFor({ decision }: Evaluation): string {
  if (decision.kind !== 'denied') return decision.kind;
  return decision.explicit ? `denied explicitly by ${decision.explicitIn}` : `denied by ${decision.layer}`;
}

/** The truth of one condition. */
export function conditionTruth(
  operator: string,
  key: string,
  values: readonly string[],
  context: Context,
  missingKeys: MissingKeys = 'absent',
): string {
  return evaluateCondition({ operator, key, values }, scopeOf(context, { missingKeys })).truth;
}
