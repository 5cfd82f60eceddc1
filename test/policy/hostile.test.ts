import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allow, answerFor, policy, source } from './support.ts';

/** JSON with the words that the readers look for in all places. */
const words = fc.constantFrom(
  ...['Statement', 'Resources', 'Type', 'Properties', 'PolicyDocument', 'Policies', 'AWS::IAM::Role'],
  ...['AWS::IAM::Policy', 'planned_values', 'root_module', 'resources', 'child_modules', 'values', 'type'],
  ...[
    'aws_iam_policy',
    'policy',
    'Fn::If',
    'Fn::Sub',
    'Fn::Join',
    'Ref',
    'Action',
    'Resource',
    'NotResource',
  ],
  ...[
    'Condition',
    'Effect',
    'Allow',
    '*',
    's3:*',
    '${',
    '${AWS::AccountId}',
    '__proto__',
    'terraform_version',
  ],
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof({ maxDepth: 6 }, tie('leaf'), tie('list'), tie('object')),
  leaf: fc.oneof(words, fc.constant(null), fc.boolean(), fc.integer(), fc.string()),
  list: fc.array(tie('tree'), { maxLength: 3 }),
  object: fc.dictionary(words, tie('tree'), { maxKeys: 4 }),
}));

describe('checkPolicies', () => {
  it('answers whatever a file holds', () => {
    fc.assert(
      fc.property(fc.oneof(tree, fc.record({ Statement: tree }), fc.record({ Resources: tree })), (value) => {
        expect(['report', 'refused', 'several-accounts']).toContain(
          answerFor(source(JSON.stringify(value))).kind,
        );
      }),
      { numRuns: 2000, seed: 7 },
    );
  });

  it('answers whatever stands in a statement of a template', () => {
    fc.assert(
      fc.property(fc.array(tree, { maxLength: 3 }), (statements) => {
        const PolicyDocument = { Version: '2012-10-17', Statement: statements };
        const Resources = { P: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument } } };
        expect(['report', 'refused']).toContain(answerFor(source({ Resources })).kind);
      }),
      { numRuns: 1000, seed: 7 },
    );
  });

  it('answers for the largest document that IAM takes, and refuses a larger one', () => {
    const statements = (count: number) =>
      Array.from({ length: count }, (_, index) => allow(`s3:Get*${index}`, `arn:aws:s3:::b${index}/*`));
    expect(answerFor(source(policy(...statements(1500)))).kind).toBe('report');
    expect(answerFor(source(policy(...statements(2000)))).kind).toBe('refused');
  });
});
