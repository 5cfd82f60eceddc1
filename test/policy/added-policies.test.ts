import { describe, expect, it } from 'vitest';
import { addedPolicies } from '../../src/policy/added-policies.ts';
import { readYaml } from '../../src/policy/yaml-nodes.ts';

const POLICY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['ec2:*'], Resource: ['*'] }],
};
const json = (value: unknown) => JSON.stringify(value, null, 2);
const read = (text: string, name = 'a.json') => addedPolicies([{ name, text, readYaml }]);

describe('policies to suppose', () => {
  it.each<readonly [string, string, readonly string[]]>([
    ['a document', json(POLICY), ['a.json']],
    [
      'output of get-policy-version',
      json({ PolicyVersion: { Document: POLICY, VersionId: 'v1' } }),
      ['a.json'],
    ],
    [
      'a template',
      `Resources:
  Ours:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument: ${JSON.stringify(POLICY)}
`,
      ['a.json Ours'],
    ],
  ])('are read out of %s, as IAM takes them', (_what, text, names) => {
    const found = read(text);
    if (found.kind === 'refused') throw new Error(found.problems.join());
    expect(found.policies.map(({ name }) => name)).toEqual(names);
    expect(found.policies.map(({ json: own }) => JSON.parse(own))).toEqual(names.map(() => POLICY));
    expect(found.policies.every(({ file }) => file === 'a.json')).toBe(true);
  });

  it.each<readonly [string, string, string]>([
    ['what is no policy', '{"Version":"2012-10-17"}', 'a.json:1:1: this is neither a policy document'],
    ['what IAM refuses', json({ ...POLICY, Statement: [{ Effect: 'Permit' }] }), 'a.json:'],
    ['what is not JSON', '{', 'a.json:1:2'],
    [
      'several accounts',
      json({
        ...POLICY,
        Statement: ['111122223333', '444455556666'].map((account) => ({
          Effect: 'Allow',
          Action: 'iam:PassRole',
          Resource: `arn:aws:iam::${account}:role/x`,
        })),
      }),
      'These policies name several accounts: 111122223333, 444455556666.',
    ],
  ])('refuse %s', (_what, text, problem) => {
    const found = read(text);
    expect(found.kind === 'refused' ? found.problems[0] : 'read').toContain(problem);
  });

  it('refuse what is not known before apply', () => {
    const plan = {
      format_version: '1.2',
      terraform_version: '1.9.0',
      planned_values: {
        root_module: {
          resources: [
            {
              address: 'aws_iam_policy.ours',
              mode: 'managed',
              type: 'aws_iam_policy',
              name: 'ours',
              values: { name: 'ours' },
            },
          ],
        },
      },
      resource_changes: [
        {
          address: 'aws_iam_policy.ours',
          type: 'aws_iam_policy',
          name: 'ours',
          change: { actions: ['create'], after: { name: 'ours' }, after_unknown: { policy: true } },
        },
      ],
    };
    const found = read(json(plan), 'plan.json');
    expect(found.kind === 'refused' ? found.problems.join() : 'read').toMatch(/plan\.json.*known/);
  });
});
