/** Why a claim is not what a trust policy compares it with: the slips that people make, told apart. */
import { matchesWildcard } from '../iam/wildcard.ts';
import { type GithubSubject, githubSubject, parseGithubSubject } from './github-subject.ts';
import type { IssuerKind } from './issuers.ts';

export type Slip =
  /** StringEquals takes `*` and `?` for themselves. */
  | 'wildcard-taken-literally'
  | 'letter-case'
  | 'blanks'
  /** `repo:https://github.com/…` or `repo:github.com/…`. */
  | 'url-in-subject'
  | 'repo-prefix-missing'
  /** The token has ids beside the names, and the policy has not; and the other way round. */
  | 'subject-has-ids'
  | 'subject-has-no-ids'
  | 'ids-differ'
  /** The job has an environment, so the subject names that. */
  | 'environment-in-subject'
  | 'no-environment'
  | 'pull-request'
  | 'tag-not-branch'
  | 'branch-not-tag'
  | 'other-ref'
  | 'other-environment'
  | 'not-a-pull-request'
  /** `:` inside of a name is `%3A`. */
  | 'colon-not-encoded'
  | 'other-repository'
  /** The repository has a form of its own for subjects. */
  | 'customised-subject'
  /** What GitHub puts into `aud` where nobody asks for another. */
  | 'default-audience'
  | 'other-audience'
  /** GitLab's subjects never name merge requests or environments. */
  | 'gitlab-never'
  | 'other-project'
  | 'project-prefix-missing'
  /** `system:serviceaccount:NAMESPACE:NAME` is the only form of Kubernetes. */
  | 'service-account-form'
  | 'other-namespace'
  | 'other-service-account'
  | 'other-value';

/** Why none of the values fits; empty where there is no more to say than that they differ. */
export function slipsOf(
  claim: string,
  actual: string,
  expected: readonly string[],
  issuer: IssuerKind,
  isLiteral: boolean,
): readonly Slip[] {
  const found = expected.map((value) => slipsOfValue(claim, actual, value, issuer, isLiteral));
  // The nearest value is what was meant.
  return found.sort((a, b) => weightOf(a) - weightOf(b))[0] ?? ['other-value'];
}

const FAR: readonly Slip[] = [
  'other-project',
  'other-namespace',
  'other-repository',
  'other-value',
  'other-audience',
  'customised-subject',
];

function weightOf(slips: readonly Slip[]): number {
  return slips.length + (slips.some((slip) => FAR.includes(slip)) ? 10 : 0);
}

function slipsOfValue(
  claim: string,
  actual: string,
  expected: string,
  issuer: IssuerKind,
  isLiteral: boolean,
): readonly Slip[] {
  if (isLiteral && matchesWildcard(expected, actual)) return ['wildcard-taken-literally'];
  if (matches(expected.trim(), actual)) return ['blanks'];
  if (matches(expected.toLowerCase(), actual.toLowerCase())) return ['letter-case'];
  if (claim === 'sub') return SUBJECT_SLIPS[issuer](actual, expected);
  if (claim !== 'aud') return ['other-value'];
  return issuer === 'github' && /^https:\/\/github\.com\/[^/]+$/.test(actual)
    ? ['default-audience']
    : ['other-audience'];
}

const otherValue = (): readonly Slip[] => ['other-value'];

const SUBJECT_SLIPS: Readonly<Record<IssuerKind, (actual: string, expected: string) => readonly Slip[]>> = {
  github: githubSlips,
  gitlab: gitlabSlips,
  eks: serviceAccountSlips,
  kubernetes: serviceAccountSlips,
  other: otherValue,
};

/** Source: GitLab Docs, "OpenID Connect (OIDC) Authentication Using ID Tokens": `project_path:GROUP/PROJECT:ref_type:TYPE:ref:NAME`. */
function gitlabSlips(actual: string, expected: string): readonly Slip[] {
  const parts = (text: string) => /^project_path:([^:]+):ref_type:([^:]+):ref:(.*)$/s.exec(text);
  const [, project, type, ref] = parts(actual) ?? [];
  if (project === undefined || type === undefined || ref === undefined) return ['customised-subject'];
  if (/ref_type:(mr|merge_request|environment)\b|:environment:|^repo:/.test(expected))
    return ['gitlab-never'];
  if (!expected.startsWith('project_path:')) return ['project-prefix-missing'];
  const [, wantedProject, wantedType, wantedRef] = parts(expected) ?? [];
  if (wantedProject === undefined || wantedType === undefined || wantedRef === undefined)
    return ['other-value'];
  if (!matches(wantedProject, project)) return ['other-project'];
  if (!matches(wantedType, type)) return [type === 'tag' ? 'tag-not-branch' : 'branch-not-tag'];
  return matches(wantedRef, ref) ? ['other-value'] : ['other-ref'];
}

/** Source: Kubernetes, "Service account tokens": the subject is `system:serviceaccount:NAMESPACE:NAME`. */
function serviceAccountSlips(actual: string, expected: string): readonly Slip[] {
  const parts = (text: string) => /^system:serviceaccount:([^:]+):([^:]+)$/.exec(text);
  const [, namespace = '', name = ''] = parts(actual) ?? [];
  const [, wantedNamespace, wantedName] = parts(expected) ?? [];
  if (wantedNamespace === undefined || wantedName === undefined) return ['service-account-form'];
  if (!matches(wantedNamespace, namespace)) return ['other-namespace'];
  return matches(wantedName, name) ? ['other-value'] : ['other-service-account'];
}

function matches(pattern: string, text: string): boolean {
  return matchesWildcard(pattern, text);
}

function githubSlips(actual: string, expected: string): readonly Slip[] {
  const url = expected
    .replace(/^(repo:)?(https?:\/\/)?(www\.)?github\.com\//, 'repo:')
    .replace(/\.git(?=:)/, '');
  if (url !== expected) return ['url-in-subject', ...restOf(actual, url)];
  if (!expected.startsWith('repo:') && actual.startsWith('repo:')) {
    return /^[^:]+\/[^:]+:/.test(expected)
      ? ['repo-prefix-missing', ...restOf(actual, `repo:${expected}`)]
      : ['other-value'];
  }
  const is = parseGithubSubject(actual);
  if (is === undefined) return ['customised-subject'];
  const wanted = parseGithubSubject(expected);
  if (wanted === undefined) return [encodes(actual, expected) ? 'colon-not-encoded' : 'other-value'];
  return compare(is, wanted);
}

/** What is wrong beside what was put right. */
function restOf(actual: string, expected: string): readonly Slip[] {
  return matches(expected, actual) ? [] : githubSlips(actual, expected);
}

function encodes(actual: string, expected: string): boolean {
  return actual.includes('%3A') && matches(expected, actual.replaceAll('%3A', ':'));
}

function compare(is: GithubSubject, wanted: GithubSubject): readonly Slip[] {
  const place = placeSlips(is, wanted);
  return [...place, ...contextSlips(is, wanted)];
}

function placeSlips(is: GithubSubject, wanted: GithubSubject): readonly Slip[] {
  const sameNames = matches(wanted.owner, is.owner) && matches(wanted.repository, is.repository);
  if (!sameNames) {
    const folded =
      matches(wanted.owner.toLowerCase(), is.owner.toLowerCase()) &&
      matches(wanted.repository.toLowerCase(), is.repository.toLowerCase());
    return [folded ? 'letter-case' : 'other-repository'];
  }
  if (is.ids !== undefined && wanted.ids === undefined) return ['subject-has-ids'];
  if (is.ids === undefined && wanted.ids !== undefined) return ['subject-has-no-ids'];
  if (is.ids === undefined || wanted.ids === undefined) return [];
  const sameIds =
    matches(wanted.ids.owner, is.ids.owner) && matches(wanted.ids.repository, is.ids.repository);
  return sameIds ? [] : ['ids-differ'];
}

function contextSlips(is: GithubSubject, wanted: GithubSubject): readonly Slip[] {
  const bare = (subject: GithubSubject) =>
    githubSubject({ owner: 'o', repository: 'r', ids: undefined, context: subject.context });
  if (matches(bare(wanted), bare(is))) return [];
  if (encodes(bare(is), bare(wanted))) return ['colon-not-encoded'];
  const [here, there] = [is.context.kind, wanted.context.kind];
  if (here === 'other') return ['customised-subject'];
  if (here === there) return [here === 'environment' ? 'other-environment' : 'other-ref'];
  if (here === 'environment') return ['environment-in-subject'];
  if (here === 'pull-request') return ['pull-request'];
  if (there === 'environment') return ['no-environment'];
  if (there === 'pull-request') return ['not-a-pull-request'];
  if (there === 'other') return ['other-value'];
  return [here === 'tag' ? 'tag-not-branch' : 'branch-not-tag'];
}
