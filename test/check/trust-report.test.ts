import { describe, expect, it } from 'vitest';
import { judgeTrustVerdict } from '../../src/check/assemble-trust-report.ts';
import type { TrustCheckRequest } from '../../src/check-trust.ts';
import { finding } from '../../src/findings/finding.ts';
import {
  ACCOUNT,
  GITHUB,
  JOB,
  onSubject,
  PROVIDER,
  trust,
  trustFactsFor,
  trustReport,
} from '../web-identity/support.ts';

const MAIN = JOB.sub;
const MINE = trust(onSubject(MAIN));
const deny = (more: object = {}) =>
  trust(onSubject('repo:acme/*', 'StringLike'), { Effect: 'Deny', ...more });
const like = (...sub: readonly string[]) => trust(onSubject(sub, 'StringLike'));
const on = (condition: Readonly<Record<string, Readonly<Record<string, unknown>>>>) => trust(condition);
const by = (Principal: unknown) => trust(onSubject(MAIN), { Principal });
const federated = (Federated: unknown) => by({ Federated });
const other = (host: string, condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>) =>
  trust(condition, { Principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/${host}` } });
const aud = { StringEquals: { [`${GITHUB}:aud`]: 'sts.amazonaws.com' } };
const subject = (...values: readonly string[]) => on({ StringEquals: { [`${GITHUB}:sub`]: values } });

type TrustCase = readonly [
  statements: readonly object[],
  claims?: object,
  request?: Partial<TrustCheckRequest>,
];

const GROUPS: Readonly<Record<string, readonly TrustCase[]>> = {
  decisions: [
    [[MINE]],
    [[MINE, deny({ Sid: 'No' })]],
    [[MINE, deny({ Principal: '*' })]],
    [[trust({ ...onSubject(MAIN), IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, { Sid: '' })]],
    [
      [
        trust({ ...onSubject(MAIN), IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }),
        trust({ ...onSubject(MAIN), StringLike: { 'sts:RoleSessionName': 'gha-*' } }, { Sid: 'Session' }),
      ],
    ],
    [[MINE, trust({ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, { Effect: 'Deny' })]],
    // The one that lacks least is what was meant.
    [
      [
        by({ AWS: `arn:aws:iam::${ACCOUNT}:root` }),
        trust({ StringEquals: { [`${GITHUB}:sub`]: 'a', [`${GITHUB}:aud`]: 'b' } }),
        trust(onSubject('repo:acme/infra:pull_request'), { Sid: 'Near' }),
      ],
    ],
    [[{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }]],
    [[deny()], { sub: 'repo:other/x:pull_request' }],
    [[MINE], { exp: 1_700_000_000 }],
    [[MINE], { exp: Date.UTC(2026, 8, 1) / 1000 }],
    [[MINE], { exp: undefined, sub: undefined, aud: undefined }],
    [[MINE], {}, { partition: 'aws-us-gov', account: ACCOUNT }],
  ],
  parts: [
    [[trust(onSubject(MAIN), { Action: 'sts:AssumeRole' })]],
    [[trust(onSubject(MAIN), { Action: ['a:b', 'a:c', 'a:d', 'a:e', 'a:f', 'a:g'] })]],
    [[trust(onSubject(MAIN), { Action: undefined, NotAction: 'sts:*' })]],
    [[by({ AWS: `arn:aws:iam::${ACCOUNT}:root` })]],
    [[by({ AWS: [] })]],
    [[federated(`arn:aws:iam::${ACCOUNT}:saml-provider/x`)]],
    [[federated(`https://${GITHUB}`)]],
    [[other('gitlab.com', onSubject(MAIN))]],
    [[federated(PROVIDER.replace('token', 'Token'))]],
    [[MINE], {}, { account: '999999999999' }],
    [[federated(PROVIDER.replace('arn:aws:', 'arn:aws-cn:'))]],
    [[MINE], { 'https://aws.amazon.com/tags': { principal_tags: { team: ['x'] } } }],
    [[federated(GITHUB)]],
  ],
  conditions: [
    [[subject('repo:acme/infra:*')]],
    [[subject('repo:Acme/infra:ref:refs/heads/main')]],
    [[subject(` ${MAIN}`)]],
    [[subject('repo:github.com/acme/infra:ref:refs/heads/main')]],
    [[subject('acme/infra:ref:refs/heads/main')]],
    [[subject(MAIN)], { sub: 'repo:acme@12/infra@34:ref:refs/heads/main' }],
    [[subject('repo:acme@12/infra@34:ref:refs/heads/main')]],
    [[subject('repo:acme@12/infra@34:pull_request')], { sub: 'repo:acme@12/infra@35:pull_request' }],
    [[subject(MAIN)], { sub: 'repo:acme/infra:environment:prod' }],
    [[subject('repo:acme/infra:environment:prod')]],
    [[subject('repo:acme/infra:environment:prod')], { sub: 'repo:acme/infra:environment:dev' }],
    [[subject(MAIN)], { sub: 'repo:acme/infra:pull_request' }],
    [[subject('repo:acme/infra:pull_request')]],
    [[subject(MAIN)], { sub: 'repo:acme/infra:ref:refs/tags/v1' }],
    [[subject('repo:acme/infra:ref:refs/tags/v1')]],
    [[subject(MAIN)], { sub: 'repo:acme/infra:ref:refs/heads/dev' }],
    [[subject('repo:acme/infra:environment:a:b')], { sub: 'repo:acme/infra:environment:a%3Ab' }],
    [[subject('repo:acme/other:ref:refs/heads/main')]],
    [[subject(MAIN)], { sub: 'repository_owner:acme:job_workflow_ref:x' }],
    [[on(aud)], { aud: 'https://github.com/acme' }],
    [[on({ StringEquals: { [`${GITHUB}:aud`]: 'https://github.com/acme' } })]],
    [[on({ StringEquals: { [`${GITHUB}:environment`]: 'prod' } })]],
    [[on({ StringEquals: { [`${GITHUB}:repository_owner`]: 'acme' } })], { repository_owner: 'acme' }],
    [[on({ StringEquals: { 'gitlab.com:sub': MAIN } })]],
    [[on({ StringNotEquals: { [`${GITHUB}:sub`]: MAIN } })]],
    [[subject('a', 'b', 'c', 'd', 'e', 'f')]],
    [[subject('x'.repeat(300))], { sub: 'y'.repeat(200) }],
    [[subject('x'.repeat(201))], { sub: 'y'.repeat(201) }],
    [[on({ StringEquals: { [`${GITHUB}:repository_id`]: '34' } })], { repository_id: 35 }],
  ],
  openings: [
    [[like('*')]],
    [[like('repo:*')]],
    [[like('repo:acme*')]],
    [[like('repo:acme/*')]],
    [[like('repo:acme/infra*')]],
    [[like('repo:acme/infra:*')]],
    [[subject('repo:acme/infra:pull_request')], { sub: 'repo:acme/infra:pull_request' }],
    [[like('repo:acme/*', 'repo:acme/infra:*')]],
    [[trust({ ...onSubject(MAIN), StringEqualsIfExists: { [`${GITHUB}:environment`]: 'prod' } })]],
    [[trust({ StringEquals: { [`${GITHUB}:sub`]: MAIN } }, { Sid: 'AnyAudience' })]],
    [[trust(undefined)]],
    [[other('id.example.com')], { iss: 'https://id.example.com' }],
    [[other('gitlab.com')], { iss: 'https://gitlab.com', sub: 'project_path:a/b:ref_type:branch:ref:main' }],
  ],
};

describe('a report about trust policies is whole', () => {
  it.each(Object.entries(GROUPS))('%s', async (group, cases) => {
    const reports = cases.map(([statements, claims = {}, request = {}]) =>
      trustReport(statements, claims, request),
    );
    const texts = reports.map(({ schemaVersion: _schema, tool: _tool, cloud: _cloud, ...rest }) => ({
      ...rest,
      findings: rest.findings.map(({ code, severity, detail, fix }) => ({ code, severity, detail, fix })),
    }));
    await expect(`${JSON.stringify(texts, null, 1)}\n`).toMatchFileSnapshot(`expected/trust-${group}.json`);
  });

  it('has its heading', () => {
    expect(trustReport([MINE])).toMatchObject({
      schemaVersion: '1.0',
      tool: { name: 'skycheck', version: '0.0.0' },
      cloud: 'aws',
      checkedAt: '2026-09-01T00:00:00.000Z',
    });
  });
});

describe('the verdict', () => {
  const warning = finding('trust-too-open', { detail: '' });
  const hint = finding('trust-too-open', { severity: 'info', detail: '' });
  const failed = finding('internal-error', { detail: '' });
  const open = trust({ ...onSubject(MAIN), IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } });
  const verdict = (statement: object, findings: readonly (typeof warning)[]) =>
    judgeTrustVerdict(trustFactsFor([statement], {}), findings);

  it.each([
    [MINE, [hint, warning], 'ready', 0, 'the trust policy admits this token'],
    [MINE, [failed], 'undecided', 3, 'a part of skycheck failed'],
    [open, [warning], 'undecided', 3, 'whether the trust policy admits this token is not known'],
    [like('repo:a/b:*'), [warning], 'not-ready', 1, 'the trust policy does not admit this token'],
  ])('of case %#', (statement, findings, kind, exitCode, reason) => {
    expect(verdict(statement, findings)).toEqual({ kind, exitCode, reason });
  });
});
