/** `skycheck policy generate --for github`: the trust policy for jobs of a repository. */

import { isPrintable } from '../../printable.ts';
import { type GithubJobs, githubTrust } from '../../web-identity/github-trust.ts';
import { GITHUB_ISSUER, providerHost, STS_AUDIENCE } from '../../web-identity/issuers.ts';
import type { TrustDocument } from '../../web-identity/trust-document.ts';
import { UsageError } from '../exit.ts';
import type { GenerateOptions } from './policy-options.ts';

/** What is wrong is always said; what is only good to know, to a person at a terminal. */
export interface Note {
  readonly text: string;
  readonly always: boolean;
}

interface Place {
  readonly account: string;
  readonly partition: string;
}

export interface GithubRequest {
  providerFor(place: Place): { readonly url: string; readonly audience: string };
  trustFor(place: Place): TrustDocument;
  notes(place: Place): readonly Note[];
}

/** The flags that only `--for github` takes, by option. */
const FLAGS = {
  repo: '--repo',
  environment: '--environment',
  branch: '--branch',
  tag: '--tag',
  audience: '--audience',
  issuer: '--issuer',
  ownerId: '--owner-id',
  repoId: '--repo-id',
} as const;

/** Undefined where the policy is for somebody else. */
export function githubRequest(options: GenerateOptions): GithubRequest | undefined {
  if (options.for !== 'github') {
    const stray = Object.entries(FLAGS).find(([name]) => Object.hasOwn(options, name))?.[1];
    if (stray !== undefined || options.pullRequest) {
      throw new UsageError(`${stray ?? '--pull-request'} goes with --for github.`);
    }
    return undefined;
  }
  const jobs = jobsOf(options);
  const { issuer = GITHUB_ISSUER } = options;
  const audienceFor = (partition: string) => options.audience ?? defaultAudience(partition);
  return {
    providerFor: ({ partition }) => ({ url: issuer, audience: audienceFor(partition) }),
    trustFor: ({ account, partition }) =>
      githubTrust({ issuer, audience: audienceFor(partition), partition, account, jobs }),
    notes: (place) => notesOn(options, jobs, issuer, audienceFor(place.partition), place),
  };
}

/** Source: aws-actions/configure-aws-credentials, README: the audience in China. */
function defaultAudience(partition: string): string {
  return partition === 'aws-cn' ? 'sts.amazonaws.com.cn' : STS_AUDIENCE;
}

function jobsOf(options: GenerateOptions): GithubJobs {
  const { repo, environment, branch, tag, pullRequest, ownerId, repoId } = options;
  if (repo === undefined) {
    throw new UsageError(
      '--for github needs the repository.',
      'skycheck policy generate --for github --repo OWNER/NAME',
    );
  }
  if ((ownerId === undefined) !== (repoId === undefined)) {
    throw new UsageError('--owner-id and --repo-id go together.', idHint(repo));
  }
  const contexts = [
    ...(environment === undefined
      ? []
      : [{ kind: 'environment', name: named('--environment', environment) } as const]),
    ...(branch === undefined
      ? []
      : [{ kind: 'branch', name: refName('--branch', branch, 'refs/heads/') } as const]),
    ...(tag === undefined ? [] : [{ kind: 'tag', name: refName('--tag', tag, 'refs/tags/') } as const]),
    ...(pullRequest ? [{ kind: 'pull-request' } as const] : []),
  ];
  if (contexts.length > 1) {
    throw new UsageError(
      '--environment, --branch, --tag and --pull-request exclude each other: a subject names one of them.',
      'With an environment GitHub names that, whatever the branch.',
    );
  }
  const ids =
    ownerId === undefined || repoId === undefined ? undefined : { owner: ownerId, repository: repoId };
  return { ...repo, ids, context: contexts[0] };
}

function refName(flag: string, text: string, prefix: string): string {
  return named(flag, text.startsWith(prefix) ? text.slice(prefix.length) : text);
}

/** Source: GitHub Docs, environments have names of up to 255 characters; so have refs. */
function named(flag: string, text: string): string {
  if (text !== '' && text.length <= 255 && isPrintable(text)) return text;
  throw new UsageError(`${flag} takes a name of up to 255 characters that can be printed.`);
}

function idHint({ owner, repository }: { readonly owner: string; readonly repository: string }): string {
  return `gh api repos/${owner}/${repository} --jq '"--owner-id \\(.owner.id) --repo-id \\(.id)"'`;
}

function notesOn(
  { ciRole, format }: GenerateOptions,
  jobs: GithubJobs,
  issuer: string,
  audience: string,
  { account, partition }: Place,
): readonly Note[] {
  const host = providerHost(issuer);
  const commands =
    format === 'json'
      ? [
          `the provider, once an account: aws iam create-open-id-connect-provider --url ${issuer} --client-id-list ${audience}`,
          `the role: aws iam create-role --role-name ${ciRole} --assume-role-policy-document file://trust.json`,
          `the provider is arn:${partition}:iam::${account}:oidc-provider/${host}; --format cli prints a script for all of it, with the permissions.`,
        ]
      : [];
  return [
    ...(jobs.context === undefined
      ? [
          'every branch, tag, environment and pull request of the repository may assume the role; --environment or --branch narrow it.',
        ]
      : []),
    ...(jobs.ids === undefined
      ? [`so that nobody who takes over the name fits, name the ids: ${idHint(jobs)}`]
      : []),
    ...commands,
    'the workflow needs `permissions: id-token: write`.',
  ].map((text) => ({ text, always: false }));
}
