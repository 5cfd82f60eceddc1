/** What keeps a trust policy from admitting a token, in sentences. */
import type { JudgedStatement, PrincipalSlip, TrustFailure } from '../../web-identity/judge-trust.ts';
import type { Slip } from '../../web-identity/subject-slips.ts';
import type { Opening } from '../../web-identity/trust-openness.ts';

/** As much of a value as a sentence takes. */
const LONGEST_VALUE = 200;

/** A value in quotes, with what no terminal should get written as escapes. */
function valueText(value: string): string {
  const text = value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE - 3)}...` : value;
  return JSON.stringify(text);
}

function listText(values: readonly string[]): string {
  const shown = values.slice(0, 4).map(valueText);
  const more = values.length - shown.length;
  return `${shown.join(' or ')}${more > 0 ? ` or ${more} others` : ''}`;
}

/** `statement "GitHub"`, or by its number. */
export function statementLabel({ statement: { sid, index } }: Pick<JudgedStatement, 'statement'>): string {
  return sid === undefined || sid === '' ? `statement ${index + 1}` : `statement ${JSON.stringify(sid)}`;
}

/** What is wrong with a part of a statement, and how it should be. */
export function failureText(failure: TrustFailure): string {
  switch (failure.part) {
    case 'action':
      return `Its Action is ${failure.written.length === 0 ? 'NotAction' : listText(failure.written)}, which does not cover ${failure.action}.`;
    case 'principal':
      return `${PRINCIPAL_WORDS[failure.slip](listText(failure.written))} It should be {"Federated": ${JSON.stringify(failure.wanted)}}.`;
    case 'condition':
      return conditionText(failure);
  }
}

const PRINCIPAL_WORDS: Readonly<Record<PrincipalSlip, (written: string) => string>> = {
  'no-provider': (written) =>
    written === ''
      ? 'Its Principal is empty.'
      : `Its Principal is ${written}, which is no identity provider.`,
  'saml-provider': (written) => `Its Principal is ${written}, a SAML provider.`,
  'url-for-arn': (written) => `Its Principal is ${written}, which is not the ARN of a provider.`,
  'other-issuer': (written) => `Its Principal is ${written}, which is not the issuer of the token.`,
  'letter-case': (written) => `Its Principal is ${written}, which has other capital letters than the issuer.`,
  'other-account': (written) =>
    `Its Principal is ${written}, of another account: the provider has to be in the account of the role.`,
  'other-partition': (written) => `Its Principal is ${written}, of another partition.`,
};

function conditionText({ condition, claim, problem }: Extract<TrustFailure, { part: 'condition' }>): string {
  const { operator, key, values } = condition;
  switch (problem.kind) {
    case 'claim-absent':
      return `${operator} ${key} wants ${listText(values)}, and the token has no claim ${valueText(claim)}.`;
    case 'claim-not-a-key':
      return `${operator} ${key}: AWS does not compare the claim ${valueText(claim)}, so this never holds. Remove it.`;
    case 'key-of-other-provider':
      return `${operator} ${key}: the key is of another provider than the token, so this never holds. It should be ${problem.wanted}.`;
    case 'value': {
      const { actual, slips } = problem;
      const wants = slips.length === 0 && /Not/.test(operator) ? 'excludes' : 'wants';
      const reasons = slips.map((slip) => SLIP_WORDS[slip]).filter((text) => text !== '');
      const why = reasons.length === 0 ? '' : ` ${reasons.join(' ')}`;
      return `${operator} ${key} ${wants} ${listText(values)}, and the token has ${listText(actual)}.${why}`;
    }
  }
}

const SLIP_WORDS: Readonly<Record<Slip, string>> = {
  'wildcard-taken-literally': 'StringEquals takes * and ? literally; StringLike takes them as wildcards.',
  'letter-case': 'Only capital and small letters differ: values are compared letter by letter.',
  blanks: 'There are blanks around the value in the policy.',
  'url-in-subject': 'A subject has no URL in it: it begins with repo:OWNER/NAME.',
  'repo-prefix-missing': 'The subject begins with repo:.',
  'subject-has-ids':
    'The repository has the subject with ids (made, renamed or transferred after 15 July 2026, or switched to it), which a policy with names alone does not fit.',
  'subject-has-no-ids': 'The repository has the subject without ids, and the policy wants one with ids.',
  'ids-differ':
    'The names are the same and the ids are not: it is another repository than the one that was meant.',
  'environment-in-subject':
    'The job runs in an environment, so its subject names that and not the branch or tag.',
  'no-environment':
    'The job has no environment (`environment:` in the workflow), so its subject names something else.',
  'pull-request': 'The job runs for a pull request, so its subject names that and no branch.',
  'tag-not-branch': 'The job runs for a tag, not for a branch.',
  'branch-not-tag': 'The job runs for a branch, not for a tag.',
  'other-ref': 'It runs for another branch or tag.',
  'other-environment': 'It runs in another environment.',
  'not-a-pull-request': 'The job does not run for a pull request.',
  'colon-not-encoded': 'A colon inside of a name is written %3A in a subject.',
  'other-repository': 'It is another repository.',
  'customised-subject':
    'The subject has a form of its own; on GitHub `gh api repos/OWNER/NAME/actions/oidc/customization/sub` shows it.',
  'default-audience':
    'That is what GitHub puts in where nobody asks for an audience; aws-actions/configure-aws-credentials asks for sts.amazonaws.com.',
  'other-audience': 'Whoever asks for the token names its audience.',
  'gitlab-never':
    'A subject of GitLab names project, branch or tag only, never an environment or a merge request: a merge request counts as its source branch.',
  'other-project': 'It is another project.',
  'project-prefix-missing': 'A subject of GitLab begins with project_path:.',
  'service-account-form': 'A subject of Kubernetes is system:serviceaccount:NAMESPACE:NAME.',
  'other-namespace': 'The service account is in another namespace.',
  'other-service-account': 'It is another service account of that namespace.',
  'other-value': '',
};

/** Whom a statement lets in, as a sentence. */
export function openingText(opening: Opening, host: string): string {
  switch (opening.kind) {
    case 'refused-by-iam':
      return `No condition compares ${opening.claims.map((claim) => `${host}:${claim}`).join(' or ')} with anything but everything.`;
    case 'any-subject':
      return `No condition narrows ${host}:sub, so every token of the issuer fits.`;
    case 'any-owner':
      return `${valueText(opening.value)} fits repositories of anybody on GitHub.`;
    case 'owners-by-beginning':
      return `${valueText(opening.value)} also fits other owners whose name begins like that.`;
    case 'any-repository':
      return `${valueText(opening.value)} fits every repository of the owner.`;
    case 'repositories-by-beginning':
      return `${valueText(opening.value)} also fits other repositories whose name begins like that.`;
    case 'whole-repository':
      return `${valueText(opening.value)} fits every branch, tag, environment and pull request of the repository.`;
    case 'pull-requests':
      return `${valueText(opening.value)} admits jobs of pull requests, with code that nobody has reviewed.`;
    case 'holds-without-claim':
      return `${opening.operator} ${opening.key} also holds where the token has no such claim.`;
    case 'any-audience':
      return `No condition compares ${host}:aud, so tokens for other services fit, as far as the provider lists their audience.`;
  }
}
