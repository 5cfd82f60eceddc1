import { describe, expect, it } from 'vitest';
import { readSource } from '../../src/policy/read-source.ts';
import { allow, codes, policy, problemsOf, reportFor, source, statuses } from './support.ts';

describe('a file that is no policy', () => {
  it.each([
    [
      'not JSON',
      '{\n  "Version": "2012-10-17",\n  "Statement": [,]\n}',
      /^policy\.json:3:17: a value was expected/,
    ],
    ['cut off', '{"Statement": [', /^policy\.json:1:16: /],
    [
      'another object',
      '{"name": "x"}',
      /^policy\.json:1:1: this is neither a policy document .*no Statement/,
    ],
    ['a list', '[]', /^policy\.json:1:1: this is neither/],
    [
      'more than IAM takes',
      JSON.stringify({ Statement: { Effect: 'Allow', Action: 'x'.repeat(140_000), Resource: '*' } }),
      /^policy\.json: this has 140\d{3} characters, white space aside, and IAM takes no policy with more than 131072\.$/,
    ],
    ['YAML of another kind', 'name:\n  Role:\n', /^policy\.json:1:1: this is neither/],
    ['broken YAML', 'Resources:\n  a: b\n c: d\n', /^policy\.json:\d+:\d+: not valid YAML \(/],
    ['text', 'once upon a time', /^policy\.json:1:1: text must be in double quotes/],
    [
      "Terraform's source without a policy",
      'resource "aws_iam_policy" "x" {\n}\n',
      /no policy of an identity in this/,
    ],
    [
      "broken source of Terraform's",
      'resource "aws_iam_policy" "x" {\n  policy = \n}\n',
      /^policy\.json:3:1: not valid Terraform: a value was expected/,
    ],
    [
      'a wrong effect',
      '{"Version": "2012-10-17", "Statement": [\n  {"Effect": "allow", "Action": "*", "Resource": "*"}]}',
      /^policy\.json:2:14: Effect must be "Allow" or "Deny", not "allow" \(Statement\[0\]\.Effect\)\.$/,
    ],
    [
      'a trust policy',
      '{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole", "Resource": "*"}}',
      /Principal/,
    ],
    [
      'no statement in a template',
      '{"Resources": {"B": {"Type": "AWS::S3::Bucket"}}}',
      /no policy of an identity in this template/,
    ],
    [
      'no policy in a plan',
      '{"format_version": "1.2", "planned_values": {}}',
      /no policy of an identity in this file of Terraform/,
    ],
  ])('is refused with its place: %s', (_title, text, message) => {
    expect(problemsOf(source(text))[0]).toMatch(message);
  });

  it('is refused with all that is wrong', () => {
    const problems = problemsOf(source(policy({ Effect: 'Allow', Action: [] }, allow('nonsense'))));
    expect(problems.length).toBeGreaterThan(2);
    for (const problem of problems) expect(problem).toMatch(/^policy\.json:\d+:\d+: /);
  });
});

describe('remarks', () => {
  it('name actions that do not exist, and which may be meant', () => {
    const report = reportFor(
      source(policy(allow(['ec2:RunInstance', 'ec3:Describe*', 's3:*', 'ec2:Descrbe*']))),
    );
    const found = report.findings.find(({ code }) => code === 'policy-action-unknown');
    expect(found?.detail).toContain(
      'policy.json:7:9: "ec2:RunInstance" names no action of its service; is ec2:RunInstances meant?',
    );
    expect(found?.detail).toContain(
      'policy.json:8:9: "ec3:Describe*" names a service that IAM does not know',
    );
    expect(found?.detail).toContain('"ec2:Descrbe*"');
    expect(found?.detail).not.toContain('"s3:*"');
  });

  it('name operators that do not exist; what hangs on them is unknown', () => {
    const report = reportFor(
      source(policy(allow('s3:*', '*', { Condition: { StringEqual: { 'aws:userid': 'x' } } }))),
    );
    const found = report.findings.find(({ code }) => code === 'policy-operator-unknown');
    expect(found?.detail).toMatch(/^policy\.json:\d+:\d+: "StringEqual" is not a known condition operator/);
    expect(statuses(report).storage).toBe('unknown');
  });

  it("find the placeholder of SkyPilot's page", () => {
    const report = reportFor(source(policy(allow('ec2:*', 'arn:aws:ec2:*:<account-ID-without-hyphens>:*'))));
    expect(report.findings[0]).toMatchObject({ code: 'policy-account-misspelt', severity: 'error' });
    expect(report.findings[0]?.detail).toContain('<account-ID-without-hyphens>');
  });

  it('tell a policy that is too large', () => {
    const resources = Array.from(
      { length: 200 },
      (_, index) => `arn:aws:s3:::a-bucket-with-a-long-name-${index}/*`,
    );
    expect(codes(reportFor(source(policy(allow('s3:*', resources)))))).toContain('policy-too-large');
  });
});

describe('what AWS CLI prints', () => {
  it.each([
    [{ PolicyVersion: { Document: policy(allow('s3:*')), VersionId: 'v1' } }],
    [{ RoleName: 'r', PolicyName: 'p', PolicyDocument: policy(allow('s3:*')) }],
  ])('is read: %j', (printed) => {
    expect(reportFor(source(printed)).enabled).toEqual(['storage']);
  });
});

describe('readSource', () => {
  const file = (bytes: Uint8Array) => ({ kind: 'file', bytes, mode: 0o644 }) as const;

  it('reads UTF-8 and, by its mark, UTF-16', () => {
    const utf16 = new Uint8Array(Buffer.from('\ufeff{"a": 1}', 'utf16le'));
    expect(readSource('x', file(utf16))).toEqual({ kind: 'text', source: { name: 'x', text: '{"a": 1}' } });
    const utf8 = new TextEncoder().encode('\ufeff{}');
    expect(readSource('x', file(utf8))).toEqual({ kind: 'text', source: { name: 'x', text: '{}' } });
  });

  it.each([
    [{ kind: 'missing' } as const, 'x: there is no such file.'],
    [{ kind: 'directory' } as const, 'x: this is a directory.'],
    [{ kind: 'unreadable', code: 'EACCES' } as const, 'x: the file cannot be read (EACCES).'],
    [{ kind: 'too-large', size: 1 } as const, 'x: the file is larger than 16 MiB.'],
    [file(new Uint8Array()), 'x: there is nothing in it.'],
    [file(new Uint8Array([0x22, 0xe9, 0x22])), 'x: this is not UTF-8 text.'],
  ])('says what is wrong: %j', (read, reason) => {
    expect(readSource('x', read)).toEqual({ kind: 'unreadable', reason });
  });
});
