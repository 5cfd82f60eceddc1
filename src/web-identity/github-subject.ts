/**
 * The subjects of GitHub's tokens.
 *
 * Source: GitHub Docs, "OpenID Connect reference" (example subject claims), and "Immutable subject claims": the form
 * with ids is that of repositories made, renamed or transferred after 15 July 2026; older ones may choose it.
 */

/** What a job runs for. The first of these that fits a job is what its subject names. */
export type GithubContext =
  | { readonly kind: 'environment' | 'branch' | 'tag'; readonly name: string }
  | { readonly kind: 'pull-request' }
  /** A form that GitHub does not make by itself, or a pattern. */
  | { readonly kind: 'other'; readonly text: string };

export interface GithubSubject {
  readonly owner: string;
  readonly repository: string;
  /** Undefined in the form without ids. */
  readonly ids: { readonly owner: string; readonly repository: string } | undefined;
  /** As it is in the subject, with `:` written as `%3A`. */
  readonly context: GithubContext;
}

const REF_KINDS = { heads: 'branch', tags: 'tag' } as const;

/** Takes a subject or a pattern for one apart; undefined where it has another form (`include_claim_keys`). */
export function parseGithubSubject(text: string): GithubSubject | undefined {
  const parts = /^repo:([^/:@]+)(?:@([^/:@]+))?\/([^/:@]+)(?:@([^/:@]+))?:(.*)$/s.exec(text);
  if (parts === null) return undefined;
  const [, owner = '', ownerId, repository = '', repositoryId, context = ''] = parts;
  if ((ownerId === undefined) !== (repositoryId === undefined)) return undefined;
  return {
    owner,
    repository,
    ids:
      ownerId === undefined || repositoryId === undefined
        ? undefined
        : { owner: ownerId, repository: repositoryId },
    context: contextOf(context),
  };
}

function contextOf(text: string): GithubContext {
  if (text === 'pull_request') return { kind: 'pull-request' };
  const environment = /^environment:(.*)$/s.exec(text)?.[1];
  if (environment !== undefined) return { kind: 'environment', name: environment };
  const [, kind, name] = /^ref:refs\/(heads|tags)\/(.*)$/s.exec(text) ?? [];
  if ((kind === 'heads' || kind === 'tags') && name !== undefined) return { kind: REF_KINDS[kind], name };
  return { kind: 'other', text };
}

/** The text of a subject. */
export function githubSubject({ owner, repository, ids, context }: GithubSubject): string {
  const place =
    ids === undefined ? `${owner}/${repository}` : `${owner}@${ids.owner}/${repository}@${ids.repository}`;
  return `repo:${place}:${contextText(context)}`;
}

function contextText(context: GithubContext): string {
  switch (context.kind) {
    case 'environment':
      return `environment:${context.name}`;
    case 'branch':
      return `ref:refs/heads/${context.name}`;
    case 'tag':
      return `ref:refs/tags/${context.name}`;
    case 'pull-request':
      return 'pull_request';
    case 'other':
      return context.text;
  }
}

/** A name as GitHub writes it into a subject. */
export function subjectName(name: string): string {
  return name.replaceAll(':', '%3A');
}
