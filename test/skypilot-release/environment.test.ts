import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';
import { machineHost } from '../../src/node-host/machine-host.ts';
import { findSkyEnvironment, loginSupport } from '../../src/skypilot/environment/sky-environment.ts';
import { BARE_ENV, PYTHON } from './support.ts';

const ASK = `
import json, sys
from importlib.metadata import version
from botocore import compat
print(json.dumps({'skypilot': version('skypilot'), 'botocore': version('botocore'), 'awscrt': version('awscrt'), 'works': compat.EC is not None}))
`;

it('what lies beside `sky` is found without running Python, as Python itself reports it', async () => {
  const env = { ...BARE_ENV, PATH: `${path.dirname(PYTHON)}:${BARE_ENV.PATH}` };
  const run = spawnSync(PYTHON, ['-c', ASK], { env, encoding: 'utf8' });
  const { works, ...versions } = JSON.parse(run.stdout);
  const found = await findSkyEnvironment(machineHost({ env, cwd: '/', promptSecret: async () => undefined }));
  expect(found).toMatchObject({ kind: 'found', ...versions });
  expect(works).toBe(true);
  expect(loginSupport(found, env)).toEqual({ kind: 'supported' });
});
