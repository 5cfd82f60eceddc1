import { describe, expect, it } from 'vitest';
import { parsePolicyDocument } from '../../src/iam/parse-policy.ts';
import { openStatements } from '../../src/web-identity/trust-openness.ts';
import { ACCOUNT, GITHUB, JOB, onSubject, policyOf, trust } from './support.ts';

function openingsOf(statement: object): readonly string[] {
  const parsed = parsePolicyDocument(policyOf([statement]), { usage: 'trust' });
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.problems));
  return openStatements(parsed.document).flatMap(({ openings }) => openings.map(({ kind }) => kind));
}

const like = (...sub: readonly string[]) => trust(onSubject(sub, 'StringLike'));
const other = (host: string, Condition?: object) =>
  trust(Condition as never, { Principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/${host}` } });

describe('whom a trust policy lets in', () => {
  it.each<[string[], object]>([
    [[], trust(onSubject(JOB.sub))],
    [[], like('repo:acme/infra:ref:refs/heads/*')],
    [[], like('repo:acme@*/infra@*:environment:prod')],
    // A star is only a star.
    [[], trust(onSubject('repo:acme/infra:environment:*'))],
    [['refused-by-iam', 'any-owner'], like('*')],
    [['any-owner'], like('repo:*')],
    [['any-owner'], like('repo:*/infra:*')],
    [['owners-by-beginning'], like('repo:acme*')],
    [['owners-by-beginning'], like('repo:acme*/infra:*')],
    [['any-repository'], like('repo:acme/*')],
    [['any-repository'], like('repo:acme/*:ref:refs/heads/main')],
    [['any-repository'], like('repo:acme@*/*')],
    [['repositories-by-beginning'], like('repo:acme/infra*')],
    [['repositories-by-beginning'], like('repo:acme/infra*:pull_request')],
    [['whole-repository'], like('repo:acme/infra:*')],
    [['pull-requests'], trust(onSubject('repo:acme/infra:pull_request'))],
    // IAM looks at the first value only; the others open the role all the same.
    [['refused-by-iam', 'any-owner'], like('*', JOB.sub)],
    [['any-owner'], like(JOB.sub, '*')],
    [['any-repository'], like(JOB.sub, 'repo:acme/*')],
    [['refused-by-iam', 'any-audience'], trust(undefined)],
    [['refused-by-iam'], trust({ StringEquals: { [`${GITHUB}:aud`]: 'sts.amazonaws.com' } })],
    [['refused-by-iam', 'any-audience'], trust({ StringNotEquals: { [`${GITHUB}:sub`]: 'repo:a/b:c' } })],
    [['any-audience'], trust({ StringEquals: { [`${GITHUB}:sub`]: JOB.sub } })],
    [['any-audience'], trust({ StringLike: { [`${GITHUB}:job_workflow_ref`]: 'acme/infra/.github/*' } })],
    [
      ['holds-without-claim'],
      trust({ ...onSubject(JOB.sub), 'ForAllValues:StringLike': { [`${GITHUB}:environment`]: 'prod' } }),
    ],
    [
      ['holds-without-claim'],
      trust({ ...onSubject(JOB.sub), StringEqualsIfExists: { [`${GITHUB}:environment`]: 'prod' } }),
    ],
    [['refused-by-iam', 'any-audience'], other('gitlab.com')],
    [['refused-by-iam', 'any-audience'], other('oidc.vercel.com')],
    [['any-subject', 'any-audience'], other('oidc.eks.eu-west-1.amazonaws.com/id/ABC')],
    [['any-subject', 'any-audience'], other('id.example.com', { StringLike: { 'id.example.com:sub': '*' } })],
    [[], trust(undefined, { Effect: 'Deny' })],
    [[], { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    [
      [],
      {
        Effect: 'Allow',
        Principal: { Federated: `arn:aws:iam::${ACCOUNT}:saml-provider/x` },
        Action: 'sts:*',
      },
    ],
  ])('%j: %j', (expected, statement) => {
    expect(openingsOf(statement)).toEqual(expected);
  });
});
