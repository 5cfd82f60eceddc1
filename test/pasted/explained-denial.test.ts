import { describe, expect, it } from 'vitest';
import { parseDenial } from '../../src/aws/denial/parse-denial.ts';
import { reportStep } from '../../src/findings/fix-step.ts';
import { explainDenials } from '../../src/pasted/explained-denial.ts';
import { fixPolicyName } from '../../src/skypilot/policy-document.ts';

const USER = 'arn:aws:iam::111122223333:user/path/dev';
const ROLE = 'arn:aws:sts::111122223333:assumed-role/ci/session';
const SSO = 'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Dev_0123456789abcdef/ada';
const ROOT = 'arn:aws:iam::111122223333:root';

const message = (
  actor: string,
  why: string,
  action = 'ec2:CreateTags',
  resource = 'arn:aws:ec2:us-east-1:111122223333:instance/*',
) => `User: ${actor} is not authorized to perform: ${action} on resource: ${resource}${why}`;
const NO_ALLOW = ' because no identity-based policy allows the ec2:CreateTags action';

function fixOf(text: string): readonly string[] {
  return explainDenials([parseDenial(text)]).flatMap(({ fix }) => fix.map((step) => reportStep(step).text));
}

const DOCUMENT =
  '\'{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ec2:CreateTags","Resource":"arn:aws:ec2:us-east-1:111122223333:instance/*"}]}\'';
const NAME = fixPolicyName(JSON.parse(DOCUMENT.slice(1, -1)));

describe('what helps, by who is denied', () => {
  it.each([
    [
      USER,
      `aws iam put-user-policy --profile ADMIN --user-name dev --policy-name ${NAME} --policy-document ${DOCUMENT}`,
    ],
    [
      ROLE,
      `aws iam put-role-policy --profile ADMIN --role-name ci --policy-name ${NAME} --policy-document ${DOCUMENT}`,
    ],
    [SSO, 'Ask the administrators of IAM Identity Center: add this statement to the permission set Dev.'],
    [ROOT, 'Ask whoever manages IAM in this account: add this statement.'],
  ])('%s', (actor, first) => {
    expect(fixOf(message(actor, NO_ALLOW))[0]).toBe(first);
  });
});

describe('what helps, by what denies', () => {
  it.each([
    ['service control policy', 'scp', 'the administrators of the organization'],
    ['permissions boundary', 'permissions-boundary', 'whoever manages IAM in this account'],
    ['session policy', 'session-policy', 'whoever starts the session'],
    ['VPC endpoint policy', 'vpc-endpoint-policy', 'whoever manages the VPC endpoint'],
    ['resource-based policy', 'resource-policy', 'whoever manages the resource'],
    ['identity-based policy', 'explicit-deny', 'whoever manages IAM in this account'],
  ])('%s: never a statement to add', (words, layer, whom) => {
    const text = message(USER, ` with an explicit deny in a ${words}`, 's3:CreateBucket', 'arn:aws:s3:::x');
    const [explained] = explainDenials([parseDenial(text)]);
    expect(explained?.layer).toBe(layer);
    expect(fixOf(text)).toEqual([`Ask ${whom}: allow s3:CreateBucket to ${USER}.`]);
  });

  it("AWS's quarantine has its own page", () => {
    const policy = 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3';
    const [explained] = explainDenials([
      parseDenial(message(USER, ` with an explicit deny in an identity-based policy: ${policy}`)),
    ]);
    expect(explained).toMatchObject({ isQuarantine: true, policy, fix: [] });
  });

  it('what is only encoded has to be decoded', () => {
    const encoded = 'Ab0_-'.repeat(20);
    expect(
      fixOf(
        `You are not authorized to perform this operation. Encoded authorization failure message: ${encoded}`,
      ),
    ).toEqual([
      `aws sts decode-authorization-message --query DecodedMessage --output text --encoded-message ${encoded}`,
    ]);
  });
});

it('puts resources together and says what needs the action', () => {
  const texts = ['instance/*', 'volume/*', 'instance/*'].map((type) =>
    message(USER, NO_ALLOW, 'ec2:CreateTags', `arn:aws:ec2:us-east-1:111122223333:${type}`),
  );
  const explained = explainDenials(texts.map(parseDenial));
  expect(explained).toHaveLength(1);
  expect(explained[0]).toMatchObject({
    actor: USER,
    action: 'ec2:CreateTags',
    resources: [
      'arn:aws:ec2:us-east-1:111122223333:instance/*',
      'arn:aws:ec2:us-east-1:111122223333:volume/*',
    ],
    layer: 'no-allow',
    reason: 'no identity policy allows it',
  });
  expect(explained[0]?.neededFor).toContain('compute');
  expect(explainDenials([parseDenial(message(USER, '', 'lambda:Invoke', '*'))])[0]?.neededFor).toEqual([]);
});
