/** The trust policy for jobs of a repository on GitHub. */
import { type GithubContext, githubSubject, subjectName } from './github-subject.ts';
import { providerHost } from './issuers.ts';
import { type TrustDocument, trustDocument } from './trust-document.ts';

/** What is admitted: jobs of a repository, for one environment, branch, tag, or for pull requests. */
export interface GithubJobs {
  readonly owner: string;
  readonly repository: string;
  /** The numbers that GitHub knows them by; undefined where nobody said. */
  readonly ids: { readonly owner: string; readonly repository: string } | undefined;
  /** Undefined: all jobs. In names `*` and `?` are wildcards. */
  readonly context: GithubContext | undefined;
}

export interface GithubTrust {
  readonly issuer: string;
  readonly audience: string;
  readonly partition: string;
  readonly account: string;
  readonly jobs: GithubJobs;
}

/**
 * Admits both forms of the subject: that with names alone, and that with ids which repositories have that were made,
 * renamed or transferred after 15 July 2026. Where the ids are not known, any id of these names will do.
 */
export function githubTrust({ issuer, audience, partition, account, jobs }: GithubTrust): TrustDocument {
  const subjects = githubSubjects(jobs);
  return trustDocument({
    host: providerHost(issuer),
    partition,
    account,
    audience,
    subjects,
    patterns: subjects.some((subject) => /[*?]/.test(subject)),
  });
}

function githubSubjects({ owner, repository, ids, context }: GithubJobs): readonly string[] {
  const encoded = context === undefined ? { kind: 'other' as const, text: '*' } : withEncodedName(context);
  return [undefined, ids ?? { owner: '*', repository: '*' }].map((form) =>
    githubSubject({ owner, repository, ids: form, context: encoded }),
  );
}

function withEncodedName(context: GithubContext): GithubContext {
  return context.kind === 'pull-request' || context.kind === 'other'
    ? context
    : { ...context, name: subjectName(context.name) };
}

/** Takes `OWNER/NAME` or an address of a repository apart; undefined for anything else. */
export function parseRepository(
  text: string,
): { readonly owner: string; readonly repository: string } | undefined {
  const [, owner, repository] =
    /^(?:https:\/\/[\w.-]+\/|git@[\w.-]+:)?([A-Za-z0-9][A-Za-z0-9_-]{0,99})\/([\w.-]{1,100}?)(?:\.git)?\/?$/.exec(
      text.trim(),
    ) ?? [];
  return owner === undefined || repository === undefined ? undefined : { owner, repository };
}
