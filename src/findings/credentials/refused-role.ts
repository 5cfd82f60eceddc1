/** What it tells that STS does not hand out a role, and who can change that. */
import type { AwsFailure } from '../../aws/aws-result.ts';
import type { CredentialError } from '../../credentials/credentials-outcome.ts';
import { denialReason, layerOfDenial, UNEXPLAINED } from '../../permissions/denial-layer.ts';
import { whomToAsk } from '../../permissions/obstacles.ts';
import { admittingStatement, type TrustStatement } from '../../web-identity/trust-document.ts';
import { ask, type FixStep, notedCommand, statementStep, trustStep } from '../fix-step.ts';
import { claimHints, roleParts } from './web-identity-words.ts';

interface RefusedRole {
  /** Sentences; empty where the code says all. */
  readonly text: string;
  readonly fix: readonly FixStep[];
}

/**
 * Reads a refusal of AssumeRole or AssumeRoleWithWebIdentity. Most often STS gives no reason: the identity's side, the
 * role's side and a role that does not exist look alike.
 */
export function refusedRole(failure: AwsFailure, webIdentity?: CredentialError['webIdentity']): RefusedRole {
  const isWebIdentity = failure.operation === 'AssumeRoleWithWebIdentity';
  if (failure.kind !== 'denied') return { text: '', fix: [] };
  const { text, fix } = isWebIdentity ? refusedToken(failure, webIdentity) : refusedIdentity(failure);
  const reference = failure.denial?.authorization;
  if (reference === undefined) return { text, fix };
  const lookUp = notedCommand(
    'tells every policy that took part; needs iam:GetRequestAuthorizationDetails',
    ...['aws', 'iam-toolbox', 'get-request-authorization-details', '--region', reference.region],
    ...['--authorization-id', reference.id],
  );
  return { text: `${text} AWS explains it: ${reference.link}`, fix: [...fix, lookUp] };
}

const ROLE_MANAGERS = whomToAsk('trust-policy');

/** Source: AWS's answers in public issues; IAM User Guide, "Troubleshoot OIDC federation". */
function refusedToken(
  { denial = UNEXPLAINED }: AwsFailure,
  webIdentity: CredentialError['webIdentity'],
): RefusedRole {
  if (layerOfDenial(denial) !== 'unknown') return byLayer(denial);
  const statement = admitting(webIdentity);
  return {
    text: [
      ...claimHints(webIdentity?.claims),
      "AWS accepted the token's issuer and signature. The trust policy of the role does not admit its subject, its audience or something else of it, there is no such role, or a policy of the organization denies it.",
    ].join(' '),
    fix: [
      ask(ROLE_MANAGERS, trustForToken(webIdentity)),
      ...(statement === undefined ? [] : [trustStep(statement)]),
    ],
  };
}

/** With the values that the trust policy is to be compared with. */
function trustForToken(webIdentity: CredentialError['webIdentity']): string {
  const { subject, audience } = webIdentity?.claims ?? {};
  const value = (claim: string, text: string | undefined) =>
    text === undefined ? claim : `${claim} "${text}"`;
  const role = webIdentity === undefined ? 'the role' : `the role ${webIdentity.roleArn}`;
  const how = admitting(webIdentity) === undefined ? '.' : ', by this statement:';
  return `let the trust policy of ${role} admit the token's ${value('subject (sub)', subject)} and ${value('audience (aud)', audience)}${how}`;
}

/** The statement that admits the token, for the account of the role. */
function admitting(webIdentity: CredentialError['webIdentity']): TrustStatement | undefined {
  if (webIdentity === undefined) return undefined;
  const { partition = 'aws', account } = roleParts(webIdentity.roleArn);
  return account === undefined ? undefined : admittingStatement(webIdentity.claims, account, partition);
}

function refusedIdentity({ denial = UNEXPLAINED }: AwsFailure): RefusedRole {
  if (layerOfDenial(denial) !== 'unknown') return byLayer(denial);
  return {
    text: 'AWS gives no reason. Either no policy of the source identity allows sts:AssumeRole on the role, or the trust policy of the role does not admit the identity (or only with an MFA code, which mfa_serial in the profile asks for), or there is no such role.',
    fix: [...assumeStatement(denial), ask(ROLE_MANAGERS, trustRequest(denial))],
  };
}

function byLayer(denial: NonNullable<AwsFailure['denial']>): RefusedRole {
  const layer = layerOfDenial(denial);
  const text = `By AWS's answer ${denialReason(denial)}.`;
  if (layer === 'no-allow') return { text, fix: assumeStatement(denial) };
  if (layer === 'trust-policy') return { text, fix: [ask(ROLE_MANAGERS, trustRequest(denial))] };
  return {
    text,
    fix: [ask(whomToAsk(layer), `allow ${denial.action ?? 'sts:AssumeRole'}${whose(denial.actor)}.`)],
  };
}

function assumeStatement({ resource }: NonNullable<AwsFailure['denial']>): readonly FixStep[] {
  if (resource?.startsWith('arn:') !== true) return [];
  return [statementStep([{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: resource }])];
}

function trustRequest({ actor }: NonNullable<AwsFailure['denial']>): string {
  return `let the trust policy of the role admit ${actor ?? 'the source identity'}.`;
}

function whose(actor: string | undefined): string {
  return actor === undefined ? '' : ` to ${actor}`;
}
