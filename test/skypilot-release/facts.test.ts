import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import accepted from '../../src/skypilot/config/accepted-config.json';
import release from '../../src/skypilot/release.json';
import task from '../../src/task/accepted-task.json';
import words from '../../src/task/accepted-words.json';
import { BARE_ENV, PYTHON } from './support.ts';

const SCRIPT = fileURLToPath(new URL('../../scripts/skypilot-facts.py', import.meta.url));

it('the stored facts are those of the newest SkyPilot; if not, run `npm run skypilot-facts` and read what changed', () => {
  const run = spawnSync(PYTHON, [SCRIPT, '--print'], {
    env: BARE_ENV,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const facts = JSON.parse(run.stdout.trim().split('\n').at(-1) ?? '');
  expect(facts).toEqual({
    'release.json': release,
    'config/accepted-config.json': accepted,
    '../task/accepted-task.json': task,
    '../task/accepted-words.json': words,
  });
});
