import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkTrust } from '../../src/check-trust.ts';
import { GITHUB, JOB, PROVIDER, policyOf, trustRequest } from './support.ts';

const words = fc.constantFrom(
  ...[
    'Statement',
    'Effect',
    'Principal',
    'NotPrincipal',
    'Federated',
    'AWS',
    'Service',
    'Action',
    'Condition',
    'Sid',
  ],
  ...[
    'Allow',
    'Deny',
    'StringLike',
    'StringEquals',
    'ForAllValues:StringLike',
    'StringNotEqualsIfExists',
    'Null',
    'Bool',
  ],
  ...[
    `${GITHUB}:sub`,
    `${GITHUB}:aud`,
    'gitlab.com:sub',
    'aws:SourceIp',
    PROVIDER,
    '*',
    'repo:*',
    'repo:acme/infra:*',
    ':',
    'a:',
  ],
  ...['sts:AssumeRoleWithWebIdentity', 'sts:*', 'repo:@/@:', '${', '__proto__', '\u202e', '\u0000', 'true'],
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof({ maxDepth: 5 }, tie('leaf'), tie('list'), tie('object')),
  leaf: fc.oneof(words, fc.constant(null), fc.boolean(), fc.integer(), fc.string()),
  list: fc.array(tie('tree'), { maxLength: 3 }),
  object: fc.dictionary(words, tie('tree'), { maxKeys: 4 }),
}));
const texts = fc.oneof(words, fc.array(words, { maxLength: 3 }));
const statement = fc.record({
  Effect: fc.constantFrom('Allow', 'Deny'),
  Principal: fc.oneof(
    fc.constant('*'),
    fc.dictionary(fc.constantFrom('Federated', 'AWS', 'Service'), texts, { minKeys: 1 }),
  ),
  Action: fc.constantFrom('sts:AssumeRoleWithWebIdentity', 'sts:*', 'sts:AssumeRole'),
  Condition: fc.dictionary(words, fc.dictionary(words, texts, { maxKeys: 3 }), { maxKeys: 3 }),
});
const claims = fc.dictionary(
  fc.constantFrom('sub', 'aud', 'azp', 'iss', 'exp', 'amr', 'environment', 'https://aws.amazon.com/tags'),
  tree,
);

it('answers whatever the files hold', () => {
  fc.assert(
    fc.property(fc.oneof(tree, fc.record({ Statement: tree })), fc.oneof(tree, claims), (document, token) => {
      expect(['report', 'refused']).toContain(checkTrust(trustRequest(document, JSON.stringify(token))).kind);
    }),
    { numRuns: 400, seed: 7 },
  );
});

it('has one answer for each statement, and a reason for each that is no', () => {
  fc.assert(
    fc.property(fc.array(statement, { minLength: 1, maxLength: 3 }), claims, (statements, more) => {
      const answer = checkTrust(trustRequest(policyOf(statements), { ...JOB, ...more, iss: JOB.iss }));
      if (answer.kind === 'refused') return;
      const { verdict, exitCode, findings, policies } = answer.report;
      expect([verdict, exitCode]).toEqual(
        { 0: ['ready', 0], 1: ['not-ready', 1], 3: ['undecided', 3] }[exitCode],
      );
      expect(findings.some(({ severity }) => severity === 'error')).toBe(exitCode === 1);
      for (const { effect, decision, failures, undecided } of policies.flatMap(
        (policy) => policy.statements,
      )) {
        if (effect === 'Allow' && decision === 'denied') expect(failures.length).toBeGreaterThan(0);
        if (decision === 'unknown') expect(undecided.length).toBeGreaterThan(0);
        if (decision === 'allowed') expect([...failures, ...undecided]).toEqual([]);
      }
    }),
    { numRuns: 400, seed: 7 },
  );
});

it('is as the evaluator of policies decides', () => {
  const value = fc.constantFrom(
    'repo:acme/infra:*',
    'repo:acme/*',
    JOB.sub,
    'repo:ACME/infra:*',
    '*',
    'repo:acme/infra:ref:refs/heads/????',
  );
  const operator = fc.constantFrom(
    'StringEquals',
    'StringLike',
    'StringNotLike',
    'StringEqualsIgnoreCase',
    'ForAnyValue:StringLike',
    'StringLikeIfExists',
  );
  const matches = (pattern: string, text: string) =>
    new RegExp(
      `^${pattern
        .replace(/[.+^${}()|[\]\\]/g, '\\$&')
        .replace(/\*/g, '.*')
        .replace(/\?/g, '.')}$`,
    ).test(text);
  fc.assert(
    fc.property(operator, fc.array(value, { minLength: 1, maxLength: 3 }), (name, values) => {
      const Condition = { [name]: { [`${GITHUB}:sub`]: values } };
      const one = {
        Effect: 'Allow',
        Principal: { Federated: PROVIDER },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition,
      };
      const answer = checkTrust(trustRequest(policyOf([one]), JOB));
      const exact: Readonly<Record<string, boolean>> = {
        StringEquals: values.includes(JOB.sub),
        StringEqualsIgnoreCase: values.some((text) => text.toLowerCase() === JOB.sub.toLowerCase()),
        StringNotLike: !values.some((text) => matches(text, JOB.sub)),
      };
      const fits = exact[name] ?? values.some((text) => matches(text, JOB.sub));
      expect(answer.kind === 'report' && answer.report.exitCode).toBe(fits ? 0 : 1);
    }),
    { numRuns: 400, seed: 7 },
  );
});
