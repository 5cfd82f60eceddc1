import { describe, expect, it } from 'vitest';
import { parseDenial } from '../../../src/aws/denial/parse-denial.ts';
import { refusedRole } from '../../../src/findings/credentials/refused-role.ts';
import { reportStep } from '../../../src/findings/fix-step.ts';
import { whomToAsk } from '../../../src/permissions/obstacles.ts';
import { claimsOf, trustReport } from '../../web-identity/support.ts';
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
  const roleArn = 'arn:aws:iam::111122223333:role/gha';
  const asked = { roleArn, claims, tokenFrom: 'AWS_WEB_IDENTITY_TOKEN_FILE', roleFrom: 'AWS_ROLE_ARN' };
  const [request, statement] = refusedRole(failure, asked).fix.map(reportStep);
  expect(request?.text).toContain(
    'let the trust policy of the role arn:aws:iam::111122223333:role/gha admit the token\'s subject (sub) "repo:acme/infra:environment:dev" and audience (aud) "sts.amazonaws.com", by this statement:',
  );
  expect(
    trustReport([JSON.parse(statement?.text ?? '')], { sub: 'repo:acme/infra:environment:dev' }).exitCode,
  ).toBe(0);
  expect(refusedRole(failure, { ...asked, roleArn: 'no ARN' }).fix).toHaveLength(1);
});

describe('whoever can change it', () => {
  const DEV = 'arn:aws:iam::111122223333:user/dev';
  const STATEMENT = JSON.stringify({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: ROLE }, null, 2);
  const steps = (fix: ReturnType<typeof refused>['fix']) => fix.map((step) => reportStep(step).text);
  const because = (reason: string) => steps(refused(`${WHO} on resource: ${ROLE} ${reason}`).fix);
  const token = (message: string) => refused(message, 'AssumeRoleWithWebIdentity');

  it.each<[string, readonly string[]]>([
    ['', [STATEMENT, `Ask ${whomToAsk('trust-policy')}: let the trust policy of the role admit ${DEV}.`]],
    ['because no identity-based policy allows the sts:AssumeRole action', [STATEMENT]],
    [
      'because no role trust policy allows the sts:AssumeRole action',
      [`Ask ${whomToAsk('trust-policy')}: let the trust policy of the role admit ${DEV}.`],
    ],
    [
      'with an explicit deny in a service control policy',
      [`Ask ${whomToAsk('scp')}: allow sts:AssumeRole to ${DEV}.`],
    ],
  ])('%s', (reason, expected) => {
    expect(because(reason)).toEqual(expected);
  });

  it('is asked for what is known of it alone', () => {
    const failure = failureOf('denied', 'AccessDenied', { operation: 'AssumeRole' });
    expect(steps(refusedRole(failure).fix)).toEqual([
      `Ask ${whomToAsk('trust-policy')}: let the trust policy of the role admit the source identity.`,
    ]);
    const cause = { kind: 'explicit-deny', in: 'scp', statements: [] } as const;
    expect(steps(refusedRole({ ...failure, denial: { cause } }).fix)).toEqual([
      `Ask ${whomToAsk('scp')}: allow sts:AssumeRole.`,
    ]);
    const denial = { cause, action: 'sts:TagSession', actor: DEV };
    expect(steps(refusedRole({ ...failure, denial }).fix)).toEqual([
      `Ask ${whomToAsk('scp')}: allow sts:TagSession to ${DEV}.`,
    ]);
  });

  it('gets no statement for what is no ARN', () => {
    const cause = { kind: 'missing-allow', in: 'identity' } as const;
    const failure = failureOf('denied', 'AccessDenied', { operation: 'AssumeRole' });
    expect(refusedRole({ ...failure, denial: { cause, resource: 'role/dev' } }).fix).toEqual([]);
    expect(refusedRole({ ...failure, denial: { cause } }).fix).toEqual([]);
  });

  it('is told which layer denies a token, too', () => {
    const found = token(
      'Not authorized to perform sts:AssumeRoleWithWebIdentity with an explicit deny in a service control policy',
    );
    expect(found.text).toMatch(/^By AWS's answer a service control policy/);
    expect(steps(found.fix)).toEqual([
      expect.stringContaining(`Ask ${whomToAsk('scp')}: allow sts:AssumeRole`),
    ]);
  });

  it('gets the words for what the token says as far as they are known', () => {
    expect(steps(token('Not authorized to perform sts:AssumeRoleWithWebIdentity').fix)).toEqual([
      `Ask ${whomToAsk('trust-policy')}: let the trust policy of the role admit the token's subject (sub) and audience (aud).`,
    ]);
  });

  it('may look up all of it', () => {
    const link = 'https://console.aws.amazon.com/iam/home#/authorization-details/a1';
    const failure = failureOf('denied', 'AccessDenied', {
      operation: 'AssumeRole',
      denial: {
        cause: { kind: 'missing-allow', in: 'identity' },
        resource: ROLE,
        authorization: { id: 'a1', region: 'eu-west-1', link },
      },
    });
    expect(steps(refusedRole(failure).fix)).toEqual([
      STATEMENT,
      'aws iam-toolbox get-request-authorization-details --region eu-west-1 --authorization-id a1  # tells every policy that took part; needs iam:GetRequestAuthorizationDetails',
    ]);
  });
});
