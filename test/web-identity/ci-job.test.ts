import { expect, it } from 'vitest';
import { ciJob } from '../../src/web-identity/ci-job.ts';
import { fakeHost } from '../credentials/fake-host.ts';

const TOKEN = { ACTIONS_ID_TOKEN_REQUEST_URL: 'https://x', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 't' };
const pull = { GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'pull_request', GITHUB_EVENT_PATH: '/event.json' };
const event = (head: unknown, base: unknown) =>
  JSON.stringify({ pull_request: { head: { repo: head }, base: { repo: base } } });

it.each<[string, Record<string, string>, string | undefined, object | undefined]>([
  ['elsewhere', { CI: 'true' }, undefined, undefined],
  ['another runner with that variable', { GITHUB_ACTIONS: 'false' }, undefined, undefined],
  ['GitLab', { GITLAB_CI: 'true' }, undefined, { kind: 'gitlab' }],
  [
    'a push',
    { GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'push', ...TOKEN },
    undefined,
    { mayAskForToken: true, event: 'push', fromFork: false },
  ],
  [
    'half of the permission',
    { GITHUB_ACTIONS: 'true', ACTIONS_ID_TOKEN_REQUEST_URL: 'https://x' },
    undefined,
    { mayAskForToken: false, event: undefined },
  ],
  [
    'blank variables',
    { GITHUB_ACTIONS: 'true', ACTIONS_ID_TOKEN_REQUEST_URL: '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: '' },
    undefined,
    { mayAskForToken: false },
  ],
  ['a branch of the repository', pull, event({ id: 1 }, { id: 1 }), { fromFork: false }],
  ['a fork', pull, event({ id: 2 }, { id: 1 }), { fromFork: true }],
  ['a fork that was deleted', pull, event(null, { id: 1 }), { fromFork: true }],
  ['no event', pull, undefined, { fromFork: undefined }],
  ['garbage', pull, '{', { fromFork: undefined }],
  ['another event', pull, '[]', { fromFork: undefined }],
  [
    'the file of the workflow',
    { GITHUB_ACTIONS: 'true', GITHUB_WORKFLOW_REF: 'a/b/.github/workflows/x.yml@refs/heads/main' },
    undefined,
    { workflow: '.github/workflows/x.yml' },
  ],
])('knows the job: %s', async (_, env, file, expected) => {
  const job = await ciJob(fakeHost({ env, files: file === undefined ? {} : { '/event.json': file } }));
  if (expected === undefined) expect(job).toBeUndefined();
  else expect(job).toMatchObject(expected);
});
