/** `aws --sandbox FILE` with a scenario that tries to reach out: nothing of this machine is touched. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { loopback } from '../aws/support/loopback.ts';
import { parseReport, skycheck, temporaryHome } from './support/skycheck.ts';

const SETTINGS: Readonly<Record<string, (home: string, url: string) => string>> = {
  credential_process: (home) => `credential_process: "touch ${home}/marker"`,
  endpoint_url: (_home, url) => `endpoint_url: "${url}"`,
  ca_bundle: (home) => `ca_bundle: "${home}/secret.pem"`,
};

const scenario = (settings: string, env = '') => `
description: reaches out
accounts:
  - id: "111122223333"
    users: [{ name: dev, policies: [AdministratorAccess] }]
home:
  profiles: [{ name: default, ${settings.includes('credential_process') ? '' : 'user: dev, '}region: us-east-1, settings: { ${settings} } }]
  env: { ${env} }
`;

it.each(Object.entries(SETTINGS))('a setting, %s', async (_name, settings) => {
  const other = await loopback((response) => response.end());
  const home = await temporaryHome({ 'secret.pem': 'SECRET' });
  const file = path.join(home, 'scenario.yaml');
  await writeFile(file, scenario(settings(home, other.url)));
  const { stdout } = await skycheck(['aws', '--sandbox', file, '--format', 'json'], { home });
  expect(parseReport(stdout).sandbox).toBe(file);
  expect(other.received).toEqual([]);
  expect(existsSync(path.join(home, 'marker'))).toBe(false);
  expect(stdout).not.toContain('SECRET');
});

it.each([
  'AWS_ENDPOINT_URL',
  'AWS_ENDPOINT_URL_STS',
  'HTTP_PROXY',
  'ALL_PROXY',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
])('a variable, %s', async (name) => {
  const other = await loopback((response) => response.end());
  const home = await temporaryHome({});
  const file = path.join(home, 'scenario.yaml');
  await writeFile(file, scenario('', `${name}: "${other.url}", NO_PROXY: "", no_proxy: ""`));
  const { stdout } = await skycheck(['aws', '--sandbox', file, '--format', 'json'], { home });
  expect(parseReport(stdout).sandbox).toBe(file);
  expect(other.received).toEqual([]);
});
