/** The work of `policy check` is bounded, counted in steps: at IAM's own limits it answers, beyond them it refuses. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countingSteps, type StepCounter } from '../support/steps.ts';
import { allow, policy } from './support.ts';

const many = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const withCondition = (condition: object) => ({ ...allow('*', '*'), Condition: condition });
const actions = (names: readonly string[]) =>
  JSON.stringify(policy({ Effect: 'Allow', Action: names, Resource: '*' }));
const template = (resources: object) => JSON.stringify({ Resources: resources });
const managed = (document: object) => ({
  Type: 'AWS::IAM::ManagedPolicy',
  Properties: { PolicyDocument: document },
});
const nested = (open: string, inner: string, close: string, depth: number) =>
  open.repeat(depth) + inner + close.repeat(depth);
const doubled = (head: string, entry: (name: string, before: string) => string) =>
  ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']
    .map((name, index, all) => (index === 0 ? `a: &a ${head}` : entry(name, all[index - 1] ?? '')))
    .join('\n');

const TEXTS: Readonly<Record<string, string>> = {
  '1,000 unknown actions': actions(many(1000, (index) => `ec2:Describ${index}Instnces`)),
  '4,300 unknown actions': actions(many(4300, (index) => `ec2:Xy${index}Instnces`)),
  '4,300 unknown services': actions(many(4300, (index) => `e${index}:RunInstances`)),
  '4,000 patterns': actions(many(4000, (index) => `ec2:*a*${index}*`)),
  'a long name': actions([`ec2:${'a'.repeat(120_000)}`]),
  'a long pattern': actions([`ec2:${'*a'.repeat(60_000)}`]),
  'stars against stars': JSON.stringify(policy(allow('*', `arn:aws:s3:::${'*a'.repeat(2000)}b`))),
  'a long element': JSON.stringify({ Version: '2012-10-17', ['S'.repeat(100_000)]: 1, Statement: [] }),
  'a long operator': JSON.stringify(policy(withCondition({ [`String${'e'.repeat(100_000)}`]: { a: 'b' } }))),
  'a long key': JSON.stringify(
    policy(withCondition({ StringLike: { [`aws:${'e'.repeat(100_000)}`]: 'b' } })),
  ),
  'many values': JSON.stringify(
    policy(withCondition({ StringLike: { 'aws:RequestedRegion': many(8000, (index) => `us-*a*${index}`) } })),
  ),
  'many conditions': JSON.stringify(
    policy(...many(400, (index) => withCondition({ StringLike: { [`aws:RequestTag/${index}`]: 'b*' } }))),
  ),
  'many statements': JSON.stringify(policy(...many(40_000, () => allow('*', '*')))),
  'many equal Sids': JSON.stringify(policy(...many(1500, () => ({ ...allow('*', '*'), Sid: 'x' })))),
  'many open variables': JSON.stringify(policy(allow('s3:*', `arn:aws:s3:::${'${'.repeat(50_000)}`))),
  'deep JSON': nested('[', '', ']', 100_000),
  'deep objects': nested('{"a":', '1', '}', 20_000),
  'deep YAML': nested('- ', 'x', '', 20_000),
  'deep YAML flow': nested('[', '', ']', 20_000),
  'deep YAML keys': nested('? ', 'x', '', 20_000),
  'doubled aliases': doubled(
    '[x, x]',
    (name, before) => `${name}: &${name} [${Array(9).fill(`*${before}`)}]`,
  ),
  'an alias of itself': 'Version: "2012-10-17"\nStatement: &a\n  - b: *a\n',
  'deep functions': template({
    P: managed(policy(allow('X', '*'))),
  }).replace('"X"', nested('{"Fn::Sub":', '"a"', '}', 3000)),
  'a long Fn::Sub': template({
    P: managed(policy({ Effect: 'Allow', Action: { 'Fn::Sub': '${'.repeat(50_000) }, Resource: '*' })),
  }),
  'many policies': template(
    Object.fromEntries(many(5000, (index) => [`P${index}`, managed(policy(allow('ec2:*', '*')))])),
  ),
  'deep Terraform': `resource "aws_iam_policy" "p" {\n policy = ${nested('jsonencode(', '1', ')', 5000)}\n}\n`,
  'open Terraform': `resource "aws_iam_policy" "p" {\n policy = "${'${'.repeat(30_000)}`,
  'chained locals': `locals {\n${many(3000, (index) => ` l${index} = local.l${index + 1}`).join('\n')}\n}\nresource "aws_iam_policy" "p" {\n policy = local.l0\n}\n`,
  'doubled locals': `locals {\n${many(40, (index) => ` l${index} = "\${local.l${index + 1}}\${local.l${index + 1}}"`).join('\n')}\n}\nresource "aws_iam_policy" "p" {\n policy = local.l0\n}\n`,
};

/** Steps for each run, and for each character: what a machine does in less than a second. */
const MOST_STEPS = 60_000_000;

describe('policy check', () => {
  let counter: StepCounter<typeof import('./support.ts') & typeof import('../../src/policy/yaml-nodes.ts')>;
  beforeAll(async () => {
    counter = await countingSteps(async () => ({
      ...(await import('./support.ts')),
      ...(await import('../../src/policy/yaml-nodes.ts')),
    }));
  });
  afterAll(() => counter.stop());

  it.each(Object.entries(TEXTS))(
    'answers or refuses %s in bounded steps, and briefly',
    async (_name, text) => {
      const { module, steps } = counter;
      let answer: ReturnType<typeof module.answerFor> | undefined;
      const taken = await steps(() => {
        answer = module.answerFor({ name: 'p', text, readYaml: module.readYaml });
      });
      expect(taken).toBeLessThan(MOST_STEPS);
      expect(['report', 'refused']).toContain(answer?.kind);
      if (answer?.kind === 'refused') expect(answer.problems.join('\n').length).toBeLessThan(20_000);
    },
  );
});
