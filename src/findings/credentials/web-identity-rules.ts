/** Why a web identity token gives no credentials, each reason told apart. */
import type { CredentialError, CredentialErrorCode } from '../../credentials/credentials-outcome.ts';
import { whomToAsk } from '../../permissions/obstacles.ts';
import { issuerKind, providerHost, providerPrincipal } from '../../web-identity/issuers.ts';
import { tokenText } from '../../web-identity/token-claims.ts';
import type { Facts } from '../facts.ts';
import { type Finding, finding } from '../finding.ts';
import { ask, type FixStep, notedCommand } from '../fix-step.ts';
import { refusedRole } from './refused-role.ts';
import { claimHints, issuerOf, roleParts } from './web-identity-words.ts';

type WebIdentity = NonNullable<CredentialError['webIdentity']>;

/** The finding about a token that STS does not accept; undefined where the error is about something else. */
export function webIdentityFinding(error: CredentialError, facts: Facts): Finding | undefined {
  const { code, webIdentity } = error;
  if (webIdentity === undefined || !isAboutToken(code)) return undefined;
  const asked = `${webIdentity.tokenFrom} holds ${tokenText(webIdentity.claims)}; ${webIdentity.roleFrom} names ${webIdentity.roleArn}.`;
  return finding(code, {
    title: titleOf(code, webIdentity),
    detail: [asked, answerOf(error), ...reasonsOf(error, facts)].join(' '),
    at: error.source,
    fix: fixOf(error, webIdentity, facts),
  });
}

const CODES = [
  'web-identity-refused',
  'web-identity-provider-missing',
  'web-identity-audience-refused',
  'web-identity-token-expired',
  'web-identity-token-invalid',
] as const satisfies readonly CredentialErrorCode[];
type TokenCode = (typeof CODES)[number];

function isAboutToken(code: CredentialErrorCode): code is TokenCode {
  return CODES.some((known) => known === code);
}

/** What AWS said, as it said it. */
function answerOf({ message }: CredentialError): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}

/** Of what is there: variables, or the keys of a profile. */
function titleOf(code: TokenCode, { tokenFrom, roleFrom, roleArn, claims }: WebIdentity): string {
  const { name = roleArn, account } = roleParts(roleArn);
  const issuer = issuerOf(claims) ?? 'its issuer';
  switch (code) {
    case 'web-identity-refused':
      return `${source(roleFrom)}: the role ${name} does not admit this token`;
    case 'web-identity-provider-missing':
      return `${account === undefined ? "The role's account" : `Account ${account}`} has no identity provider for ${issuer}`;
    case 'web-identity-audience-refused':
      return `The identity provider for ${issuer} does not list the audience of this token`;
    case 'web-identity-token-expired':
      return `${source(tokenFrom)}: the token has expired`;
    case 'web-identity-token-invalid':
      return `${source(tokenFrom)}: AWS does not accept this token`;
  }
}

/** A variable, or the key without its place. */
function source(from: string): string {
  return from.replace(/ \(.*$/, '');
}

function reasonsOf(error: CredentialError, facts: Facts): readonly string[] {
  const { code, failure, webIdentity } = error;
  const claims = webIdentity?.claims;
  switch (code) {
    case 'web-identity-refused':
      return failure === undefined ? [] : [refusedRole(failure, webIdentity).text];
    case 'web-identity-provider-missing':
      return [
        'The provider has to be in the account of the role, with exactly this issuer.',
        ...(kindOf(claims) === 'eks' ? ['A cluster that was made anew has another issuer.'] : []),
      ];
    case 'web-identity-audience-refused':
      return [
        'The trust policy of the role was not looked at: the audience is none of the client IDs of the provider.',
        ...claimHints(claims).filter((hint) => hint.includes('audience')),
      ];
    case 'web-identity-token-expired':
      return [
        ...(claims?.expiresAt === undefined
          ? []
          : [`Its end is ${new Date(claims.expiresAt).toISOString()}.`]),
        ...(facts.ciJob?.kind === 'github' ? ['A token of GitHub lives for some minutes only.'] : []),
      ];
    default:
      return [];
  }
}

function kindOf(claims: WebIdentity['claims']) {
  return claims?.issuer === undefined ? undefined : issuerKind(providerHost(claims.issuer));
}

const ROLE_MANAGERS = whomToAsk('trust-policy');

function fixOf(error: CredentialError, webIdentity: WebIdentity, facts: Facts): readonly FixStep[] {
  const { code, failure } = error;
  switch (code) {
    case 'web-identity-refused':
      return failure === undefined ? [] : refusedRole(failure, webIdentity).fix;
    case 'web-identity-provider-missing':
      return makeProvider(webIdentity);
    case 'web-identity-audience-refused':
      return audienceFix(webIdentity);
    default:
      return [newToken(webIdentity, facts)];
  }
}

function makeProvider({ claims, roleArn }: WebIdentity): readonly FixStep[] {
  const { account = 'of the role' } = roleParts(roleArn);
  if (claims?.issuer === undefined) {
    return [ask(ROLE_MANAGERS, 'make the identity provider for the issuer of the token.')];
  }
  return [
    notedCommand(
      `by whoever manages IAM in the account ${account}`,
      ...['aws', 'iam', 'create-open-id-connect-provider', '--url', claims.issuer],
      ...(claims.audience === undefined ? [] : ['--client-id-list', claims.audience]),
    ),
  ];
}

function audienceFix({ claims, roleArn }: WebIdentity): readonly FixStep[] {
  const { account, partition = 'aws' } = roleParts(roleArn);
  if (claims?.issuer === undefined || claims.audience === undefined || account === undefined) {
    return [ask(ROLE_MANAGERS, 'add the audience of the token to the client IDs of the identity provider.')];
  }
  if (kindOf(claims) === 'github' && claims.audience.startsWith('https://github.com/')) {
    return [
      ask(
        'whoever edits the workflow',
        'ask for the token with the audience sts.amazonaws.com, as aws-actions/configure-aws-credentials does.',
      ),
    ];
  }
  const provider = providerPrincipal(providerHost(claims.issuer), partition, account);
  return [
    notedCommand(
      `by whoever manages IAM in the account ${account}`,
      ...['aws', 'iam', 'add-client-id-to-open-id-connect-provider'],
      ...['--open-id-connect-provider-arn', provider, '--client-id', claims.audience],
    ),
  ];
}

function newToken({ claims, tokenFrom }: WebIdentity, { ciJob }: Facts): FixStep {
  const kind = kindOf(claims);
  if (ciJob?.kind === 'github' || kind === 'github') {
    return ask(
      'whoever edits the workflow',
      'run aws-actions/configure-aws-credentials right before the steps that use AWS, and again in a long job.',
    );
  }
  if (ciJob?.kind === 'gitlab' || kind === 'gitlab') {
    return ask(
      'whoever edits .gitlab-ci.yml',
      'write the token of `id_tokens:` to the file in the job that uses it.',
    );
  }
  if (kind === 'eks' || kind === 'kubernetes') {
    return ask(
      'whoever runs the pod',
      `read the token anew from its mounted volume: Kubernetes renews that file, and no copy of it (${tokenFrom}).`,
    );
  }
  return ask('whoever issues the token', `put a new one into the file that ${tokenFrom} names.`);
}

/** A job of GitHub's that may not ask for a token, where that is why there are no credentials. */
export function withoutToken({ ciJob, credentials, environmentLints }: Facts): readonly Finding[] {
  if (ciJob?.kind !== 'github' || ciJob.mayAskForToken) return [];
  // The job was to have keys; what keeps them away is told there.
  const isForKeys = environmentLints.some(({ kind }) => kind === 'env-keys-blank');
  if (isForKeys && ciJob.fromFork !== true) return [];
  const code = credentials.kind === 'failed' ? credentials.error.code : undefined;
  if (credentials.kind !== 'none' && code !== 'web-identity-failed') return [];
  const isFork = ciJob.fromFork === true;
  const file = ciJob.workflow ?? 'the workflow';
  return [
    finding('ci-without-id-token', {
      detail: isFork
        ? 'ACTIONS_ID_TOKEN_REQUEST_URL is not set: the workflow runs for a pull request from a fork, which GitHub gives neither tokens nor secrets, whatever its permissions say.'
        : 'ACTIONS_ID_TOKEN_REQUEST_URL is not set: the job has no permission id-token: write, so no step can get credentials of AWS with a token.',
      fix: [
        isFork
          ? ask(
              'whoever edits the workflow',
              `leave this step out for forks in ${file}, or run it after the merge.`,
            )
          : ask(
              'whoever edits the workflow',
              `give the job in ${file} \`permissions: { id-token: write, contents: read }\`, and before this step run aws-actions/configure-aws-credentials with role-to-assume.`,
            ),
      ],
    }),
  ];
}
