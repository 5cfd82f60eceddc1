import { expect, it } from 'vitest';
import type { IdentityFacts } from '../../../src/account/identity.ts';
import { principalOfCaller } from '../../../src/aws/arn.ts';
import { reportStep } from '../../../src/findings/fix-step.ts';
import { applySteps } from '../../../src/findings/permissions/apply-missing-policy.ts';
import type { PolicyToAdd } from '../../../src/permissions/missing-policy.ts';
import { fixPolicyName } from '../../../src/skypilot/policy-document.ts';

const ACCOUNT = '111122223333';
const IAM = `arn:aws:iam::${ACCOUNT}`;
const ROLE = 'AWSReservedSSO_PowerUsers_0123456789abcdef';

function identityOf(arn: string): IdentityFacts {
  return {
    kind: 'known',
    userId: 'AIDAEXAMPLE',
    account: ACCOUNT,
    arn,
    partition: arn.split(':')[1] ?? 'aws',
    principal: principalOfCaller(arn, undefined),
    principalArn: undefined,
    principalCandidates: [],
  };
}

/** A document of about so many characters, white space aside. */
function policyOf(characters: number): PolicyToAdd {
  const statement = {
    Effect: 'Allow' as const,
    Action: 'ec2:CreateTags',
    Resource: 'x'.repeat(characters - 103),
  };
  return { Version: '2012-10-17', Statement: [statement] };
}

function stepsOf(
  identity: IdentityFacts,
  {
    size = 500,
    profile,
    required = [],
  }: { size?: number; profile?: string; required?: readonly string[] } = {},
): readonly string[] {
  return applySteps(identity, policyOf(size), { profile, required })
    .map(reportStep)
    .map(({ kind, text }) => `${kind}: ${text}`);
}

const WRITE = 'command: skycheck policy generate --missing > skypilot-fix.json';
const named = (size = 500) =>
  `--policy-name ${fixPolicyName(policyOf(size))} --policy-document file://skypilot-fix.json`;

it('writes the document and puts it inline', () => {
  expect(stepsOf(identityOf(`${IAM}:user/team/ann`))).toEqual([
    WRITE,
    `command: aws iam put-user-policy --profile ADMIN --user-name ann ${named()}`,
  ]);
  expect(stepsOf(identityOf(`arn:aws:sts::${ACCOUNT}:assumed-role/ci/run`))).toEqual([
    WRITE,
    `command: aws iam put-role-policy --profile ADMIN --role-name ci ${named()}`,
  ]);
});

it('replaces nothing that an earlier fix added: another document is another policy', () => {
  const ann = identityOf(`${IAM}:user/ann`);
  const [first, again, other] = [500, 500, 501].map((size) => stepsOf(ann, { size })[1]);
  expect(again).toBe(first);
  expect(other).not.toBe(first);
});

it('makes a managed policy of what does not fit inline', () => {
  const managed = [
    WRITE,
    `command: aws iam create-policy --profile ADMIN ${named(2100)}`,
    `command: aws iam attach-user-policy --profile ADMIN --user-name ann --policy-arn arn:aws-cn:iam::111122223333:policy/${fixPolicyName(policyOf(2100))}`,
  ];
  const ann = identityOf(`arn:aws-cn:iam::${ACCOUNT}:user/ann`);
  expect(stepsOf(ann, { size: 2100 })).toEqual(managed);
  expect(stepsOf(ann, { size: 1900 })).toHaveLength(2);
  const role = identityOf(`arn:aws:sts::${ACCOUNT}:assumed-role/ci/run`);
  expect(stepsOf(role, { size: 10_000 })).toHaveLength(2);
});

it('says so where the document is too large for one policy', () => {
  const role = identityOf(`arn:aws:sts::${ACCOUNT}:assumed-role/ci/run`);
  const ann = identityOf(`${IAM}:user/ann`);
  expect(stepsOf(ann, { size: 6100 })).toHaveLength(3);
  expect(stepsOf(ann, { size: 6200 })).toEqual([
    WRITE,
    expect.stringMatching(/^ask: .*several managed policies .*6,\d+ characters.*6,144.*user ann\.$/),
  ]);
  expect(stepsOf(role, { size: 10_400 })).toEqual([WRITE, expect.stringMatching(/role ci\.$/)]);
});

it('names what was typed: the sandbox, the profile, the region', () => {
  const steps = applySteps(identityOf(`${IAM}:user/ann`), policyOf(500), {
    sandbox: 'minimal',
    profile: 'my team',
    region: 'eu-west-1',
    required: ['spot'],
  });
  expect(steps.map(reportStep)[0]?.text).toBe(
    "skycheck policy generate --missing --sandbox minimal --profile 'my team' --region eu-west-1 --require spot > skypilot-fix.json",
  );
});

it('asks for a permission set to be changed: its role cannot be', () => {
  expect(stepsOf(identityOf(`arn:aws:sts::${ACCOUNT}:assumed-role/${ROLE}/ann`))).toEqual([
    WRITE,
    expect.stringMatching(
      /^ask: .*administrators of IAM Identity Center.*skypilot-fix\.json.*permission set PowerUsers/,
    ),
  ]);
});

it('repeats what was asked for', () => {
  const asked = { profile: 'my team', required: ['spot', 'ports'] };
  expect(stepsOf(identityOf(`${IAM}:user/ann`), asked)[0]).toBe(
    "command: skycheck policy generate --missing --profile 'my team' --require spot,ports > skypilot-fix.json",
  );
});

it.each([
  ['the root user', identityOf(`${IAM}:root`)],
  ['a federated user', identityOf(`arn:aws:sts::${ACCOUNT}:federated-user/ann`)],
  ['nobody known', { kind: 'not-asked', reason: 'offline' }],
] as const satisfies readonly (readonly [string, IdentityFacts])[])(
  'has no steps for %s',
  (_name, identity) => {
    expect(stepsOf(identity)).toEqual([]);
  },
);
