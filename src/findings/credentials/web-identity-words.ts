/** What the claims of a token tell, in words. */
import { parseGithubSubject } from '../../web-identity/github-subject.ts';
import { issuerKind, issuerName, providerHost } from '../../web-identity/issuers.ts';
import type { TokenClaims } from '../../web-identity/token-claims.ts';

/** Partition, account and name of a role's ARN; empty for what is none. */
export function roleParts(arn: string): {
  readonly partition?: string;
  readonly account?: string;
  readonly name?: string;
} {
  const [, partition, account, name] = /^arn:([^:]+):iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  return partition === undefined || account === undefined || name === undefined
    ? {}
    : { partition, account, name };
}

/** `GitHub Actions`, or the issuer's host; undefined where the token names none. */
export function issuerOf(claims: TokenClaims | undefined): string | undefined {
  return claims?.issuer === undefined ? undefined : issuerName(providerHost(claims.issuer));
}

/** What people do not expect in the claims of a token, as sentences. */
export function claimHints(claims: TokenClaims | undefined): readonly string[] {
  if (claims?.issuer === undefined) return [];
  switch (issuerKind(providerHost(claims.issuer))) {
    case 'github':
      return githubHints(claims);
    case 'gitlab':
      return [
        'The subject of a GitLab job names its branch or tag, never an environment or a merge request.',
      ];
    case 'eks':
    case 'kubernetes':
      return ['The subject names namespace and service account of the pod.'];
    default:
      return [];
  }
}

function githubHints({ subject = '', audience }: TokenClaims): readonly string[] {
  const parsed = parseGithubSubject(subject);
  return [
    ...(parsed === undefined && subject !== ''
      ? ['The repository has a form of its own for subjects.']
      : contextHint(parsed?.context.kind)),
    ...(parsed?.ids === undefined
      ? []
      : [
          'The subject has ids beside the names, as repositories have that were made, renamed or transferred after 15 July 2026: a trust policy with names alone never fits.',
        ]),
    ...(audience?.startsWith('https://github.com/') === true
      ? [
          'The audience is what GitHub puts in where nobody asks for one; trust policies mostly want sts.amazonaws.com.',
        ]
      : []),
  ];
}

function contextHint(kind: string | undefined): readonly string[] {
  switch (kind) {
    case 'environment':
      return [
        'The job runs in an environment: its subject names that, and a trust policy for a branch does not fit.',
      ];
    case 'pull-request':
      return ['The job runs for a pull request: its subject names no branch.'];
    default:
      return [];
  }
}
