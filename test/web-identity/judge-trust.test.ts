import { describe, expect, it } from 'vitest';
import { ACCOUNT, GITHUB, JOB, onSubject, PROVIDER, policyOf, trust, trustReport } from './support.ts';

const MAIN = JOB.sub;
const failuresOf = (report: ReturnType<typeof trustReport>) =>
  report.policies.flatMap(({ statements }) => statements.flatMap(({ failures }) => failures));

describe('a trust policy that admits', () => {
  it.each<[string, object, object]>([
    ['the exact subject', trust(onSubject(MAIN)), {}],
    ['one of several', trust(onSubject(['repo:acme/x:ref:refs/heads/main', MAIN])), {}],
    ['a pattern', trust(onSubject('repo:acme/infra:*', 'StringLike')), {}],
    [
      'a pattern over ids',
      trust(onSubject('repo:acme@*/infra@*:pull_request', 'StringLike')),
      { sub: 'repo:acme@1/infra@2:pull_request' },
    ],
    ['letters of any size', trust(onSubject(MAIN.toUpperCase(), 'StringEqualsIgnoreCase')), {}],
    ['any value of a set', trust(onSubject(MAIN, 'ForAnyValue:StringLike')), {}],
    [
      'the repository by its id',
      trust({ StringEquals: { [`${GITHUB}:repository_id`]: '34' } }),
      { repository_id: 34 },
    ],
    ['keys in other letters', trust({ StringEquals: { [`${GITHUB.toUpperCase()}:SUB`]: MAIN } }), {}],
    ['all actions of STS', trust(onSubject(MAIN), { Action: 'sts:*' }), {}],
    [
      'several providers',
      trust(onSubject(MAIN), { Principal: { Federated: ['arn:aws:iam::1:oidc-provider/x.y', PROVIDER] } }),
      {},
    ],
    [
      'everything but one subject',
      trust({ StringNotEquals: { [`${GITHUB}:sub`]: 'repo:a/b:pull_request' } }),
      {},
    ],
    [
      'a claim that must be absent',
      trust({ ...onSubject(MAIN), Null: { [`${GITHUB}:environment`]: 'true' } }),
      {},
    ],
    ['azp in place of aud', trust(onSubject(MAIN)), { aud: ['x', 'y'], azp: 'sts.amazonaws.com' }],
  ])('by %s', (_, statement, claims) => {
    expect(trustReport([statement], claims)).toMatchObject({
      verdict: 'ready',
      exitCode: 0,
      policies: [{ decision: 'allowed' }],
    });
  });

  it('beside a statement for somebody else', () => {
    const service = {
      Effect: 'Allow',
      Principal: { Service: 'ec2.amazonaws.com' },
      Action: 'sts:AssumeRole',
    };
    expect(trustReport([service, trust(onSubject(MAIN))]).exitCode).toBe(0);
  });
});

describe('the slips of a condition', () => {
  it.each<[string[], string, string, string]>([
    // operator, value of the policy, subject of the token
    [['wildcard-taken-literally'], 'StringEquals', 'repo:acme/infra:*', MAIN],
    [['letter-case'], 'StringEquals', 'repo:Acme/infra:ref:refs/heads/main', MAIN],
    [['blanks'], 'StringEquals', ` ${MAIN}`, MAIN],
    [['url-in-subject'], 'StringEquals', 'repo:github.com/acme/infra:ref:refs/heads/main', MAIN],
    [['url-in-subject'], 'StringLike', 'repo:https://github.com/acme/infra:*', MAIN],
    [
      ['url-in-subject', 'environment-in-subject'],
      'StringEquals',
      'https://github.com/acme/infra.git:ref:refs/heads/main',
      'repo:acme/infra:environment:prod',
    ],
    [['repo-prefix-missing'], 'StringEquals', 'acme/infra:ref:refs/heads/main', MAIN],
    [['subject-has-ids'], 'StringEquals', MAIN, 'repo:acme@12/infra@34:ref:refs/heads/main'],
    [['subject-has-ids'], 'StringLike', 'repo:acme/infra:*', 'repo:acme@12/infra@34:environment:prod'],
    [
      ['subject-has-ids', 'environment-in-subject'],
      'StringEquals',
      MAIN,
      'repo:acme@12/infra@34:environment:prod',
    ],
    [['subject-has-no-ids'], 'StringEquals', 'repo:acme@12/infra@34:ref:refs/heads/main', MAIN],
    [
      ['ids-differ'],
      'StringEquals',
      'repo:acme@12/infra@34:pull_request',
      'repo:acme@12/infra@35:pull_request',
    ],
    [['environment-in-subject'], 'StringEquals', MAIN, 'repo:acme/infra:environment:prod'],
    [['environment-in-subject'], 'StringLike', 'repo:acme/infra:ref:*', 'repo:acme/infra:environment:prod'],
    [['no-environment'], 'StringEquals', 'repo:acme/infra:environment:prod', MAIN],
    [
      ['other-environment'],
      'StringEquals',
      'repo:acme/infra:environment:prod',
      'repo:acme/infra:environment:dev',
    ],
    [['pull-request'], 'StringEquals', MAIN, 'repo:acme/infra:pull_request'],
    [['not-a-pull-request'], 'StringEquals', 'repo:acme/infra:pull_request', MAIN],
    [['tag-not-branch'], 'StringEquals', MAIN, 'repo:acme/infra:ref:refs/tags/v1'],
    [['branch-not-tag'], 'StringLike', 'repo:acme/infra:ref:refs/tags/*', MAIN],
    [['other-ref'], 'StringEquals', MAIN, 'repo:acme/infra:ref:refs/heads/dev'],
    [
      ['colon-not-encoded'],
      'StringEquals',
      'repo:acme/infra:environment:prod:eu',
      'repo:acme/infra:environment:prod%3Aeu',
    ],
    [['other-repository'], 'StringEquals', 'repo:acme/other:ref:refs/heads/main', MAIN],
    [['customised-subject'], 'StringEquals', MAIN, 'repository_owner:acme:job_workflow_ref:x'],
  ])('%j: %s %j for %j', (slips, operator, value, sub) => {
    const report = trustReport([trust(onSubject(value, operator))], { sub });
    expect(report).toMatchObject({ verdict: 'not-ready', exitCode: 1 });
    const failures = failuresOf(report);
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatchObject({ part: 'condition', operator, key: `${GITHUB}:sub`, actual: [sub] });
    expect(failures[0]?.slips).toEqual(slips);
  });

  const EKS = 'oidc.eks.eu-west-1.amazonaws.com/id/ABC';
  it.each<[string[], string, string, string]>([
    [
      ['other-ref'],
      'gitlab.com',
      'project_path:a/b:ref_type:branch:ref:main',
      'project_path:a/b:ref_type:branch:ref:dev',
    ],
    [
      ['branch-not-tag'],
      'gitlab.com',
      'project_path:a/b:ref_type:tag:ref:*',
      'project_path:a/b:ref_type:branch:ref:v1',
    ],
    [
      ['tag-not-branch'],
      'gitlab.com',
      'project_path:a/b:ref_type:branch:ref:main',
      'project_path:a/b:ref_type:tag:ref:v1',
    ],
    [
      ['other-project'],
      'gitlab.com',
      'project_path:a/c:ref_type:branch:ref:main',
      'project_path:a/b:ref_type:branch:ref:main',
    ],
    [
      ['gitlab-never'],
      'gitlab.com',
      'project_path:a/b:ref_type:mr:ref:*',
      'project_path:a/b:ref_type:branch:ref:x',
    ],
    [
      ['gitlab-never'],
      'gitlab.com',
      'project_path:a/b:environment:prod',
      'project_path:a/b:ref_type:branch:ref:x',
    ],
    [
      ['project-prefix-missing'],
      'gitlab.com',
      'a/b:ref_type:branch:ref:main',
      'project_path:a/b:ref_type:branch:ref:main',
    ],
    [
      ['customised-subject'],
      'gitlab.com',
      'project_path:a/b:ref_type:branch:ref:main',
      'project_id:7:ref:main',
    ],
    [
      ['wildcard-taken-literally'],
      'gitlab.com',
      'project_path:a/*',
      'project_path:a/b:ref_type:branch:ref:main',
    ],
    [['other-namespace'], EKS, 'system:serviceaccount:default:sky', 'system:serviceaccount:sky:sky'],
    [['other-service-account'], EKS, 'system:serviceaccount:sky:default', 'system:serviceaccount:sky:api'],
    [['service-account-form'], EKS, 'sky/api', 'system:serviceaccount:sky:api'],
    [['other-value'], 'id.example.com', 'a', 'b'],
  ])('%j of %s: %j for %j', (slips, host, value, sub) => {
    const Principal = { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/${host}` };
    const statement = trust({ StringEquals: { [`${host}:sub`]: value } }, { Principal });
    const report = trustReport([statement], { iss: `https://${host}`, sub });
    expect(failuresOf(report).map((failure) => failure.slips)).toEqual([slips]);
    expect(report.exitCode).toBe(1);
  });

  it('are those of the nearest value', () => {
    const values = ['repo:zeta/y:pull_request', 'repo:acme/infra:environment:prod', 'repo:beta/*'];
    expect(failuresOf(trustReport([trust(onSubject(values))]))[0]?.slips).toEqual(['no-environment']);
  });

  it.each<[string, object, object, object]>([
    [
      'GitHub’s own audience',
      { StringEquals: { [`${GITHUB}:aud`]: 'sts.amazonaws.com' } },
      { aud: 'https://github.com/acme' },
      { slips: ['default-audience'] },
    ],
    [
      'another audience',
      { StringEquals: { [`${GITHUB}:aud`]: 'https://github.com/acme' } },
      {},
      { slips: ['other-audience'] },
    ],
    [
      'a claim that is not there',
      { StringEquals: { [`${GITHUB}:environment`]: 'prod' } },
      {},
      { slips: ['claim-absent'], actual: [] },
    ],
    [
      'a claim that AWS does not compare',
      { StringEquals: { [`${GITHUB}:repository_owner`]: 'acme' } },
      { repository_owner: 'acme' },
      { slips: ['claim-not-a-key'] },
    ],
    [
      'the key of another provider',
      { StringEquals: { 'gitlab.com:sub': MAIN } },
      {},
      { slips: ['key-of-other-provider'] },
    ],
    [
      'a key with a scheme',
      { StringEquals: { [`https://${GITHUB}:sub`]: MAIN } },
      {},
      { slips: ['key-of-other-provider'] },
    ],
    [
      'a value that is excluded',
      { StringNotEquals: { [`${GITHUB}:sub`]: MAIN } },
      {},
      { slips: [], expected: [MAIN] },
    ],
  ])('%s', (_, condition, claims, expected) => {
    const [failure] = failuresOf(trustReport([trust(condition as never)], claims));
    expect(failure).toMatchObject(expected);
    expect(failure?.text).not.toMatch(/undefined|\[object/);
  });
});

describe('the principal', () => {
  const federated = (Federated: unknown) => trust(onSubject(MAIN), { Principal: { Federated } });
  it.each<[string, object, string | undefined]>([
    [
      'no-provider',
      trust(onSubject(MAIN), { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } }),
      undefined,
    ],
    ['saml-provider', federated(`arn:aws:iam::${ACCOUNT}:saml-provider/x`), undefined],
    ['url-for-arn', federated(`https://${GITHUB}`), undefined],
    ['url-for-arn', federated(GITHUB), undefined],
    ['other-issuer', federated(`arn:aws:iam::${ACCOUNT}:oidc-provider/gitlab.com`), undefined],
    ['letter-case', federated(PROVIDER.replace('token', 'Token')), undefined],
    ['other-account', federated(PROVIDER), '999999999999'],
  ])('%s', (slip, statement, account) => {
    const report = trustReport([statement], {}, { account });
    expect(report.exitCode).toBe(1);
    expect(failuresOf(report)[0]).toMatchObject({
      part: 'principal',
      slips: [slip],
      actual: [report.provider],
    });
  });

  it('is the host alone for providers that IAM knows by itself', () => {
    const google = { Federated: 'accounts.google.com' };
    const Condition = { StringEquals: { 'accounts.google.com:aud': 'app' } };
    const report = trustReport([trust(Condition, { Principal: google })], {
      iss: 'https://accounts.google.com',
      aud: 'app',
      sub: '1',
    });
    expect(report).toMatchObject({ exitCode: 0, provider: 'accounts.google.com' });
  });
});

describe('other parts', () => {
  it('names the action', () => {
    const report = trustReport([trust(onSubject(MAIN), { Action: 'sts:AssumeRole' })]);
    expect(failuresOf(report)).toMatchObject([{ part: 'action', expected: ['sts:AssumeRole'] }]);
  });

  it('wants sts:TagSession for a token with tags', () => {
    const claims = { 'https://aws.amazon.com/tags': { principal_tags: { team: ['x'] } } };
    const report = trustReport([trust(onSubject(MAIN))], claims);
    expect(failuresOf(report)).toMatchObject([{ part: 'action', actual: ['sts:TagSession'] }]);
    const both = trust(onSubject(MAIN), { Action: ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession'] });
    expect(trustReport([both], claims).exitCode).toBe(0);
  });

  it('lets a Deny win', () => {
    const deny = trust(onSubject('repo:acme/*', 'StringLike'), { Effect: 'Deny', Principal: '*', Sid: 'No' });
    const report = trustReport([trust(onSubject(MAIN)), deny]);
    expect(report.exitCode).toBe(1);
    expect(report.findings[0]?.detail).toBe('trust.json: statement "No" denies it.');
  });

  it.each<[string, object]>([
    ['the address', { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }],
    ['the session', { StringLike: { 'sts:RoleSessionName': 'gha-*' } }],
    ['an operator that nobody knows', { StringIs: { [`${GITHUB}:sub`]: MAIN } }],
  ])('leaves open what hangs on %s', (_, condition) => {
    expect(trustReport([trust({ ...onSubject(MAIN), ...(condition as object) })])).toMatchObject({
      verdict: 'undecided',
      exitCode: 3,
      policies: [{ decision: 'unknown' }],
    });
  });

  it('does not leave open what the token refuses anyway', () => {
    const condition = { ...onSubject('repo:a/b:pull_request'), IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } };
    expect(trustReport([trust(condition)]).exitCode).toBe(1);
  });
});

describe('the policy that would admit the token', () => {
  it.each<object>([
    {},
    { sub: 'repo:acme@12/infra@34:environment:prod%3Aeu', aud: 'https://github.com/acme' },
    { sub: 'repo:acme/infra:ref:refs/heads/a*b?${aws:username}' },
    {
      iss: 'https://gitlab.com',
      sub: 'project_path:a/b:ref_type:branch:ref:main',
      aud: 'https://gitlab.com',
    },
    { iss: 'https://oidc.eks.eu-west-1.amazonaws.com/id/ABC', sub: 'system:serviceaccount:sky:controller' },
    { iss: 'https://accounts.google.com', sub: '1234', azp: 'app' },
    { 'https://aws.amazon.com/tags': { principal_tags: {} } },
    { iss: 'https://tenant.auth0.com/', sub: 'auth0|1' },
  ])('does: %j', (claims) => {
    const { admittingPolicy, findings } = trustReport(
      [trust(onSubject('repo:no/body:pull_request'))],
      claims,
    );
    expect(findings[0]?.fix.map(({ kind }) => kind)).toEqual(['ask', 'statement']);
    const statements = admittingPolicy?.Statement ?? [];
    expect(trustReport(statements, claims).exitCode).toBe(0);
    // And nobody else.
    expect(trustReport(statements, { ...claims, sub: 'repo:acme/infra:pull_request' }).exitCode).toBe(1);
    expect(trustReport(statements, claims).findings.filter(({ severity }) => severity !== 'info')).toEqual(
      [],
    );
    expect(policyOf(statements)).toEqual(admittingPolicy);
  });
});
