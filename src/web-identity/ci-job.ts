/** The CI job that skycheck runs in, as far as it bears on identity tokens. */
import type { Host } from '../host.ts';

export type CiJob =
  | {
      readonly kind: 'github';
      /** Whether the job may ask for a token: `permissions: id-token: write`. */
      readonly mayAskForToken: boolean;
      /** `push`, `pull_request`, …; undefined where nothing tells. */
      readonly event: string | undefined;
      /** Whether it runs for a pull request from a fork; undefined where nothing tells. */
      readonly fromFork: boolean | undefined;
      /** The file of the workflow, inside of the repository. */
      readonly workflow: string | undefined;
    }
  | { readonly kind: 'gitlab' };

/** Source: GitHub Docs, "Variables reference" and "OpenID Connect"; GitLab Docs, "Predefined CI/CD variables". */
export async function ciJob(host: Host): Promise<CiJob | undefined> {
  const { env } = host;
  if (env.GITHUB_ACTIONS !== 'true') return env.GITLAB_CI === 'true' ? { kind: 'gitlab' } : undefined;
  const event = env.GITHUB_EVENT_NAME || undefined;
  return {
    kind: 'github',
    mayAskForToken: Boolean(env.ACTIONS_ID_TOKEN_REQUEST_URL) && Boolean(env.ACTIONS_ID_TOKEN_REQUEST_TOKEN),
    event,
    fromFork: event?.startsWith('pull_request') === true ? await fromFork(host) : false,
    workflow: /^[^/]+\/[^/]+\/(\.github\/workflows\/[^@]+)@/.exec(env.GITHUB_WORKFLOW_REF ?? '')?.[1],
  };
}

/** Whether the branch of a pull request lies in another repository than that which it is for. */
async function fromFork({ env, readFile }: Host): Promise<boolean | undefined> {
  const path = env.GITHUB_EVENT_PATH;
  if (path === undefined || path === '') return undefined;
  const file = await readFile(path);
  if (file.kind !== 'file') return undefined;
  const request = memberOf(parsed(file.bytes), 'pull_request');
  const [head, base] = ['head', 'base'].map((side) =>
    memberOf(memberOf(memberOf(request, side), 'repo'), 'id'),
  );
  // The repository of a fork that was deleted is null.
  if (base === undefined) return undefined;
  return head !== base;
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}
