/**
 * All AWS managed policies that moto carries as data: each parses and evaluates. SKYCHECK_PYTHON names the
 * Python that has moto, where `python3` does not.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contextKeysOf } from '../../src/iam/context-keys.ts';
import { evaluate } from '../../src/iam/evaluate.ts';
import { parsePolicyDocument } from '../../src/iam/parse-policy.ts';
import type { NamedPolicy, Statement } from '../../src/iam/policy-types.ts';
import { requestContext } from '../../src/iam/request-context.ts';

const python = process.env.SKYCHECK_PYTHON ?? 'python3';
const hasMoto = spawnSync(python, ['-c', 'import moto.iam.aws_managed_policies']).status === 0;

if (!hasMoto) {
  console.warn(`SKIPPED: the test over AWS managed policies needs moto in ${python} (SKYCHECK_PYTHON)`);
}

const DUMP = `
import sys
from moto.iam.aws_managed_policies import aws_managed_policies_data
with open(sys.argv[1], "w") as file:
    file.write(aws_managed_policies_data)
`;

describe.skipIf(!hasMoto)('AWS managed policies', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'skycheck-managed-'));
  const policies: NamedPolicy[] = [];
  const complaints: string[] = [];

  beforeAll(() => {
    const file = path.join(directory, 'policies.json');
    execFileSync(python, ['-c', DUMP, file]);
    const data: Readonly<Record<string, { readonly Document: unknown }>> = JSON.parse(
      readFileSync(file, 'utf8'),
    );
    for (const [name, { Document }] of Object.entries(data)) {
      const parsed = parsePolicyDocument(JSON.stringify(Document, null, 2));
      if (parsed.kind === 'parsed') policies.push({ name, type: 'aws-managed', document: parsed.document });
      const stated = parsed.kind === 'parsed' ? parsed.warnings : parsed.problems;
      for (const { path: place, message } of stated) complaints.push(`${name} ${place}: ${message}`);
    }
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('parse without a complaint', () => {
    expect(complaints).toEqual([]);
    expect(policies.length).toBeGreaterThan(1000);
  });

  it('decide every request, with and without context', () => {
    const undecided: string[] = [];
    for (const policy of policies) {
      for (const context of [{}, contextFor(policy)]) {
        for (const action of ['ec2:RunInstances', 's3:GetObject', 'iam:PassRole']) {
          const request = { action, resource: 'arn:aws:s3:::bucket/key', context: requestContext(context) };
          const { decision } = evaluate({ identity: [policy] }, request);
          if (decision.kind === 'unknown') undecided.push(`${policy.name} ${action}: ${decision.reason}`);
        }
      }
    }
    expect(undecided).toEqual([]);
  });

  it('cover what their unconditional statements say, and nothing beside it', () => {
    const wrong: string[] = [];
    for (const policy of policies) {
      for (const statement of policy.document.statements) {
        const example = exampleOf(statement);
        if (example === undefined) continue;
        const { decision } = evaluate({ identity: [policy] }, { ...example, context: new Map() });
        const matched = decision.matched.some((candidate) => candidate.statement === statement);
        const overruled = decision.kind === 'denied' && decision.explicit && statement.effect === 'Allow';
        if (!matched && !overruled)
          wrong.push(`${policy.name} ${statement.index}: ${JSON.stringify(example)}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('answer the well-known questions', () => {
    const verdict = (name: string, action: string, resource = '*') => {
      const policy = policies.find((candidate) => candidate.name === name);
      if (policy === undefined) throw new Error(`no ${name}`);
      return evaluate({ identity: [policy] }, { action, resource, context: new Map() }).decision.kind;
    };
    expect(verdict('AdministratorAccess', 'iam:CreateUser')).toBe('allowed');
    expect(verdict('PowerUserAccess', 'ec2:RunInstances')).toBe('allowed');
    expect(verdict('PowerUserAccess', 'iam:CreateRole')).toBe('denied');
    expect(verdict('PowerUserAccess', 'iam:CreateServiceLinkedRole')).toBe('allowed');
    expect(verdict('ReadOnlyAccess', 'ec2:DescribeInstances')).toBe('allowed');
    expect(verdict('ReadOnlyAccess', 'ec2:RunInstances')).toBe('denied');
    expect(verdict('AmazonS3ReadOnlyAccess', 's3:GetObject', 'arn:aws:s3:::b/k')).toBe('allowed');
    expect(verdict('AmazonS3ReadOnlyAccess', 's3:PutObject', 'arn:aws:s3:::b/k')).toBe('denied');
    expect(verdict('AWSDenyAll', 's3:GetObject')).toBe('denied');
  });
});

/** Each key that a policy mentions, with the first value that it is compared with. */
function contextFor(policy: NamedPolicy): Record<string, string> {
  const conditions = policy.document.statements.flatMap((statement) => statement.conditions);
  const firstValue = (key: string) => conditions.find((condition) => condition.key === key)?.values[0];
  return Object.fromEntries(contextKeysOf([policy]).map((key) => [key, firstValue(key) ?? 'value']));
}

/** A request that an unconditional statement covers: its first action and resource with wildcards filled in. */
function exampleOf(statement: Statement): { readonly action: string; readonly resource: string } | undefined {
  const action = statement.actions?.at(-1);
  const resource = statement.resources?.at(-1);
  if (action === undefined || resource === undefined || resource.includes('${')) return undefined;
  if (statement.conditions.length > 0) return undefined;
  return { action: filled(action), resource: resource === '*' ? 'arn:aws:x:::y' : filled(resource) };
}

function filled(pattern: string): string {
  return pattern.replaceAll('*', 'any').replaceAll('?', 'q');
}
