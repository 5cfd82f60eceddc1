import { describe, expect, it } from 'vitest';
import { parseDenial } from '../../../src/aws/denial/parse-denial.ts';
import { refusedRole } from '../../../src/findings/credentials/refused-role.ts';
import { reportStep } from '../../../src/findings/fix-step.ts';
import { claimsOf } from '../../web-identity/support.ts';
import { failureOf } from '../facts-of.ts';

const ROLE = 'arn:aws:iam::444455556666:role/ml';
const WHO = 'User: arn:aws:iam::111122223333:user/dev is not authorized to perform: sts:AssumeRole';

const refused = (message: string, operation = 'AssumeRole') =>
  refusedRole(failureOf('denied', 'AccessDenied', { operation, denial: parseDenial(message) }));

const kinds = (fix: ReturnType<typeof refused>['fix']) => fix.map(({ kind }) => kind);

describe('a role that STS does not hand out', () => {
  it.each([
    [
      'without a reason',
      `${WHO} on resource: ${ROLE}`,
      ['statement', 'ask'],
      /no reason.*trust policy.*no such role/,
    ],
    [
      'for want of a statement',
      `${WHO} on resource: ${ROLE} because no identity-based policy allows the sts:AssumeRole action`,
      ['statement'],
      /no identity policy allows it/,
    ],
    [
      'by its trust policy',
      `${WHO} on resource: ${ROLE} because no role trust policy allows the sts:AssumeRole action`,
      ['ask'],
      /trust policy of the role does not allow it/,
    ],
    [
      'by the organization',
      `${WHO} on resource: ${ROLE} with an explicit deny in a service control policy: arn:aws:organizations::1:policy/o-a/service_control_policy/p-b`,
      ['ask'],
      /service control policy.*p-b/,
    ],
    [
      'by a resource control policy',
      `${WHO} on resource: ${ROLE} with an explicit deny in a resource control policy`,
      ['ask'],
      /resource control policy/,
    ],
  ] as const)('%s', (_title, message, steps, text) => {
    const found = refused(message);
    expect(found.text).toMatch(text);
    expect(kinds(found.fix)).toEqual(steps);
  });

  it('names the role in the statement, and whoever asks in the request', () => {
    const { fix } = refused(`${WHO} on resource: ${ROLE}`);
    expect(JSON.stringify(fix)).toContain(ROLE);
    expect(JSON.stringify(fix)).toContain('admit arn:aws:iam::111122223333:user/dev');
  });

  it('for a web identity has a good issuer and signature, and no statement', () => {
    const found = refused(
      'Not authorized to perform sts:AssumeRoleWithWebIdentity',
      'AssumeRoleWithWebIdentity',
    );
    expect(found.text).toContain('issuer and signature');
    expect(kinds(found.fix)).toEqual(['ask']);
  });

  it('has the link that explains it', () => {
    const link =
      'https://us-east-1.console.aws.amazon.com/iam/home?region=us-east-1#/authorization-details/a1b2';
    const found = refused(
      `${WHO} on resource: ${ROLE}. Go to ${link} for complete details, or call the GetRequestAuthorizationDetails API with the following authorization id: a1b2`,
    );
    expect(found.text).toContain(link);
    expect(JSON.stringify(found.fix)).toContain('get-request-authorization-details');
  });

  it('for another reason than a denial is left to its code', () => {
    expect(refusedRole(failureOf('other', 'ValidationError', { operation: 'AssumeRole' }))).toEqual({
      text: '',
      fix: [],
    });
  });
});

it('asks for a trust policy that admits the very token', () => {
  const claims = claimsOf({ sub: 'repo:acme/infra:environment:dev' });
  const failure = failureOf('denied', 'AccessDenied', { operation: 'AssumeRoleWithWebIdentity' });
  const { fix } = refusedRole(failure, { roleArn: 'arn:aws:iam::111122223333:role/gha', claims });
  expect(fix.map(reportStep).map(({ text }) => text)).toEqual([
    expect.stringContaining(
      'let the trust policy of the role arn:aws:iam::111122223333:role/gha admit the token\'s subject (sub) "repo:acme/infra:environment:dev" and audience (aud) "sts.amazonaws.com".',
    ),
  ]);
});
