import { describe, expect, it } from 'vitest';
import { checkTrust } from '../../src/check-trust.ts';
import { readHcl } from '../../src/policy/hcl-syntax.ts';
import { JOB, trustRequest } from '../web-identity/support.ts';
import { answerFor, problemsOf, reportFor, source, statuses } from './support.ts';

const ACTIONS = '"s3:*"';
const inPolicy = (policy: string, more = '') =>
  `resource "aws_iam_policy" "x" {\n  name = "x"\n  policy = ${policy}\n}\n${more}`;
const storage = (text: string) => statuses(reportFor(source(text, 'main.tf'))).storage;
const DATA = (statement: string, more = '') =>
  `data "aws_iam_policy_document" "d" {\n  statement {\n${statement}\n  }\n${more}}\n`;

describe("a policy in Terraform's source", () => {
  it.each<[string, string, string]>([
    [
      'jsonencode',
      inPolicy(
        `jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ${ACTIONS}, Resource = "*" }] })`,
      ),
      'enabled',
    ],
    [
      'jsonencode with quotes and colons',
      inPolicy(
        'jsonencode({\n "Version" : "2012-10-17"\n "Statement" : { "Effect" : "Allow", "Action" : ["s3:*"], "Resource" : "*" } # all\n})',
      ),
      'enabled',
    ],
    [
      'a here-document',
      inPolicy(
        '<<EOF\n{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}\nEOF\n',
      ),
      'enabled',
    ],
    [
      'an indented one',
      inPolicy(
        '<<-EOF\n    {"Version": "2012-10-17",\n     "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}\n    EOF\n',
      ),
      'enabled',
    ],
    [
      'a text',
      inPolicy(
        '"{\\"Version\\": \\"2012-10-17\\", \\"Statement\\": {\\"Effect\\": \\"Allow\\", \\"Action\\": \\"s3:*\\", \\"Resource\\": \\"*\\"}}"',
      ),
      'enabled',
    ],
    [
      'a data source',
      inPolicy('data.aws_iam_policy_document.d.json', DATA('actions = ["s3:*"]\nresources = ["*"]')),
      'enabled',
    ],
    [
      'a data source that denies',
      inPolicy(
        'data.aws_iam_policy_document.d.json',
        DATA('effect = "Deny"\nactions = ["s3:*"]\nresources = ["*"]'),
      ),
      'disabled',
    ],
    ['a data source alone', DATA('actions = ["s3:*"]\nresources = ["*"]'), 'enabled'],
    [
      'a data source with conditions',
      inPolicy(
        'data.aws_iam_policy_document.d.json',
        DATA(
          'actions = ["s3:*"]\nresources = ["*"]\ncondition {\n test = "Bool"\n variable = "aws:SecureTransport"\n values = ["true"]\n}',
        ),
      ),
      'enabled',
    ],
    [
      'a data source that depends on others',
      inPolicy(
        'data.aws_iam_policy_document.d.json',
        DATA('actions = ["ec2:*"]\nresources = ["*"]', 'source_policy_documents = [var.base]\n'),
      ),
      'unknown',
    ],
    [
      'a local',
      inPolicy(
        'jsonencode(local.policy)',
        'locals {\n  policy = { Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }] }\n}\n',
      ),
      'enabled',
    ],
    ['a file elsewhere', inPolicy('file("${path.module}/policy.json")'), 'unknown'],
    ['a template', inPolicy('templatefile("p.tftpl", { a = 1 })'), 'unknown'],
    ['a choice', inPolicy('var.prod ? local.a : local.b'), 'unknown'],
    [
      'a variable for a resource',
      inPolicy(
        'jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:*", Resource = var.bucket }] })',
      ),
      'unknown',
    ],
    [
      'a loop',
      inPolicy(
        'jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:*", Resource = [for b in var.buckets : b.arn] }] })',
      ),
      'unknown',
    ],
    [
      'an inline policy of a role',
      'resource "aws_iam_role" "r" {\n  name = "r"\n  inline_policy {\n    name = "p"\n    policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }] })\n  }\n}\n',
      'enabled',
    ],
  ])('%s', (_, text, expected) => {
    expect(storage(text)).toBe(expected);
  });

  it('fills in what the file tells: account, partition, names of its resources', () => {
    const text = `
data "aws_caller_identity" "me" {}
data "aws_partition" "p" {}
resource "aws_iam_role" "sky" {
  name = "skypilot-\${local.version}"
  assume_role_policy = "{}"
}
locals { version = "v1" }
resource "aws_iam_user_policy" "x" {
  user   = "sky"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["ec2:*", "iam:CreateServiceLinkedRole"], Resource = "*" },
      { Effect = "Allow", Action = ["iam:GetRole", "iam:PassRole"], Resource = aws_iam_role.sky.arn },
      { Effect = "Allow", Action = "iam:GetInstanceProfile", Resource = "arn:\${data.aws_partition.p.partition}:iam::\${data.aws_caller_identity.me.account_id}:instance-profile/*" },
    ]
  })
}
`;
    const report = reportFor(source(text, 'main.tf'));
    expect(statuses(report).compute).toBe('enabled');
    expect(report.findings.map(({ code }) => code)).not.toContain('policy-value-not-known-yet');
  });

  it('names what it does not know, with its place', () => {
    const report = reportFor(source(inPolicy('file("p.json")'), 'main.tf'));
    expect(report.findings.find(({ code }) => code === 'policy-value-not-known-yet')?.detail).toBe(
      'main.tf:3:12: aws_iam_policy.x: file("p.json").',
    );
  });

  it('keeps policy variables, in each of their spellings', () => {
    for (const policy of [
      'jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "arn:aws:s3:::$${aws:username}" }] })',
      '<<EOF\n{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::$${aws:username}"}}\nEOF\n',
    ]) {
      expect(storage(inPolicy(policy))).toBe(
        storage(
          inPolicy(
            '"{\\"Version\\": \\"2012-10-17\\", \\"Statement\\": {\\"Effect\\": \\"Allow\\", \\"Action\\": \\"s3:*\\", \\"Resource\\": \\"arn:aws:s3:::$${aws:username}\\"}}"',
          ),
        ),
      );
    }
    const data = DATA('actions = ["s3:*"]\nresources = ["arn:aws:s3:::&{aws:username}"]');
    expect(storage(inPolicy('data.aws_iam_policy_document.d.json', data))).not.toBe('enabled');
  });

  it('takes a data source with principals for a trust policy', () => {
    const text = `
resource "aws_iam_openid_connect_provider" "gh" {
  url = "https://token.actions.githubusercontent.com"
}
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.gh.arn]
    }
    condition {
      test     = "StringLike"
      variable = "token.actions.githubusercontent.com:sub"
      values   = ["repo:acme/infra:*"]
    }
    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}
resource "aws_iam_role" "ci" {
  name               = "ci"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
`;
    const decision = (sub: string) => {
      const answer = checkTrust(trustRequest(text, { ...JOB, sub }));
      return answer.kind === 'report'
        ? answer.report.policies.map((policy) => [policy.name, policy.decision])
        : answer.problems;
    };
    expect(decision(JOB.sub)).toEqual([['trust.json aws_iam_role.ci', 'allowed']]);
    expect(decision('repo:acme/other:pull_request')).toEqual([['trust.json aws_iam_role.ci', 'denied']]);
    expect(problemsOf(source(text))[0]).toContain('no policy of an identity');
  });
});

describe('readHcl', () => {
  it.each<[string, string]>([
    ['resource "a" "b" {\n', '"}" was expected'],
    ['resource "a" "b" {\n x = "open\n}\n', 'a text has no end'],
    ['resource "a" "b" {\n x = <<EOF\n}\n', 'a here-document has no end'],
    ['resource "a" "b" {\n x = "${open"\n}\n', 'a text has no end'],
    ['resource "a" "b" {\n x = "${open\n', 'a template has no end'],
    ['resource "a" "b" {\n x = "\\q"\n}\n', 'an escape that is none'],
    [`resource "a" "b" {\n x = ${'['.repeat(100)}\n}\n`, 'nested too deep'],
    ['resource "a" "b" {\n}\n}\n', 'a block was expected'],
    ['x'.repeat(1_100_000), 'the text is too long'],
  ])('refuses %#', (text, message) => {
    expect(readHcl(text)).toMatchObject({ kind: 'failed', message });
  });

  it('passes over what it need not know', () => {
    const text = `
/* a comment */
variable "x" { default = { a = [1, -2.5e3], "b" = true, c = null } } // end
module "m" {
  source = "./m"
  count  = length(var.list) > 0 ? 1 : 0
  y      = merge({ a = 1 }, { for k, v in var.map : k => upper(v) })
  z      = [for s in var.list : s if s != "}"]
  w      = <<-EOT
    %{ for ip in var.ips ~}
    \${ip}
    %{ endfor ~}
  EOT
  dynamic "block" {
    for_each = toset(["a"])
    content { name = block.value["x"].y[0] }
  }
}
`;
    const read = readHcl(text);
    expect(read).toMatchObject({
      kind: 'body',
      blocks: [{ type: 'variable' }, { type: 'module', labels: ['m'] }],
    });
    const attributes = read.kind === 'body' ? [...(read.blocks[1]?.attributes.keys() ?? [])] : [];
    expect(attributes).toEqual(['source', 'count', 'y', 'z', 'w']);
  });

  it('ends in time for whatever a file holds', () => {
    const texts = ['${', '"${', '[', '{', 'a(', '<<A\n', '/*', '%{"', 'x = ', '{ for '].map(
      (part) => `resource "a" "b" {\nx = ${part.repeat(20_000)}`,
    );
    for (const text of texts) {
      expect(answerFor(source(text)).kind).toBe('refused');
    }
  });
});
