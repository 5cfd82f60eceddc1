/** Text that attacks a terminal or a CI runner, put in at every door: none of it comes out as it went in. */
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Scenario } from '../../src/sandbox/sandbox.ts';
import { shipped, started } from '../sandbox/support.ts';
import { harmIn } from '../support/harm.ts';
import { runProgramHere } from './support/run-program.ts';
import { homeOf, temporaryHome } from './support/skycheck.ts';

const NASTY =
  'a\u001b[31m\u001b]0;t\u0007\b\u009b2J\u007f\u202eb\u2066\u2028\u0085\u200b\r\n::error::x\n##[error]y\r::set-env name=A::b ##vso[x]';
/** For what ends with the line. */
const NASTY_LINE = NASTY.replaceAll(/[\r\n\u0085\u2028]/g, ' ');
const STARTS = '::error::x';
const PAYLOADS = [NASTY, NASTY_LINE, STARTS];

interface Attack {
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly args: readonly string[];
  readonly stdin?: string;
}

const KEYS =
  'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = made-up-and-long-enough-for-a-secret1\n';
const OFFLINE = ['aws', '--offline', '-vv'];

const CONFIG_KEYS = [
  'region',
  'sso_session',
  'sso_start_url',
  'sso_account_id',
  'sso_role_name',
  'role_arn',
  'source_profile',
  'credential_source',
  'credential_process',
  'web_identity_token_file',
  'mfa_serial',
  'endpoint_url',
  'ca_bundle',
  'retry_mode',
  'output',
  'aws_access_key_id',
];

const VARIABLES = [
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_ENDPOINT_URL',
  'AWS_CA_BUNDLE',
  'AWS_ROLE_ARN',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_ROLE_SESSION_NAME',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_EC2_METADATA_SERVICE_ENDPOINT',
  'AWS_RETRY_MODE',
  'AWS_MAX_ATTEMPTS',
  'HTTPS_PROXY',
  'NO_PROXY',
  'SKYPILOT_CONFIG',
  'SKYPILOT_API_SERVER_ENDPOINT',
  'SKYPILOT_GLOBAL_CONFIG',
  'SKYPILOT_PROJECT_CONFIG',
];

const COMMANDS = [
  ['aws', '--profile'],
  ['aws', '--offline', '--region'],
  ['aws', '--require'],
  ['aws', '--endpoint-url'],
  ['aws', '--config'],
  ['aws', '--timeout'],
  ['aws', '--output'],
  ['aws', '--format'],
  ['aws', '--sandbox'],
  ['configure', 'list', '--profile'],
  ['explain'],
  ['sandbox'],
  ['policy', 'check'],
  ['policy', 'generate', '--account', '111122223333', '--role'],
  ['policy', 'generate', '--with'],
  [],
  ['--nothing'],
];

const POLICIES = (nasty: string): readonly string[] => [
  JSON.stringify({ Version: nasty, Statement: [] }),
  JSON.stringify({ Version: '2012-10-17', [nasty]: 1, Statement: [] }),
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Sid: nasty, Effect: nasty, Action: nasty, Resource: nasty }],
  }),
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: nasty,
        Effect: 'Deny',
        Action: 'ec2:*',
        Resource: '*',
        Condition: { [nasty]: { [nasty]: nasty } },
      },
      { Sid: 'b', Effect: 'Allow', Action: '*', Resource: nasty, [nasty]: nasty },
    ],
  }),
  `{"Statement": [${nasty}`,
  `Statement: ${nasty}\n? ${nasty}`,
];

async function outputsOf({ env = {}, files = {}, args, stdin }: Attack): Promise<string> {
  const home = await temporaryHome(files);
  const given = { PATH: '/nowhere', HOME: home, AWS_EC2_METADATA_DISABLED: 'true', CI: '1', ...env };
  const { stdout, stderr } = await runProgramHere(args, {
    env: given,
    cwd: home,
    columns: 60,
    ...(stdin === undefined ? {} : { stdin }),
  });
  return `${stdout}\n${stderr}`;
}

async function expectHarmless(attack: Attack): Promise<void> {
  const harm = harmIn(await outputsOf(attack), 'painted');
  expect(harm, JSON.stringify(attack)).toEqual([]);
}

const bothFormats = (args: readonly string[]) => [args, [...args, '--format', 'json']];
const inConfig = (text: string) => ({ '.aws/config': text });

describe.each(PAYLOADS.map((payload, index) => [index, payload] as const))('attack %i', (_index, nasty) => {
  const oneLine = nasty.replaceAll(/[\r\n]/g, ' ');

  it('in a variable', async () => {
    for (const name of VARIABLES) {
      for (const args of bothFormats(OFFLINE)) {
        await expectHarmless({
          env: { [name]: nasty },
          files: { '.aws/credentials': `[default]\n${KEYS}` },
          args,
        });
      }
    }
  });

  it('in a flag or an argument', async () => {
    for (const args of COMMANDS) await expectHarmless({ args: [...args, nasty] });
  });

  it('in a key of the AWS configuration', async () => {
    for (const key of CONFIG_KEYS) {
      const files = inConfig(`[default]\nregion = us-east-1\n${key} = ${oneLine}\n${oneLine} = 1\n`);
      for (const args of [
        ...bothFormats(OFFLINE),
        ['configure', 'list'],
        ['configure', 'list-profiles', '-v'],
      ]) {
        await expectHarmless({ files, args });
      }
    }
  });

  it('in the name of a section', async () => {
    const files = inConfig(
      `[default]\nsource_profile = ${oneLine}\nrole_arn = ${oneLine}\n[profile ${oneLine}]\n${KEYS}[sso-session ${oneLine}]\nsso_region = ${oneLine}\n[${oneLine}]\nx = 1\n[profile '${oneLine}\n`,
    );
    for (const args of [
      ...bothFormats(OFFLINE),
      ...bothFormats(['configure', 'list-profiles']),
      ['configure', 'list-profiles', '-v'],
      ['aws', '--offline', '--all-profiles'],
    ]) {
      await expectHarmless({ files, args });
    }
  });

  it('in a file that is not what it should be', async () => {
    for (const args of bothFormats(OFFLINE)) {
      await expectHarmless({
        files: { '.aws/config': nasty, '.aws/credentials': `[default\n${nasty}` },
        args,
      });
      await expectHarmless({ files: { '.sky/config.yaml': nasty }, args });
      await expectHarmless({
        files: {
          '.sky/config.yaml': `aws:\n  ${JSON.stringify(nasty)}: ${JSON.stringify(nasty)}\n  labels: {${JSON.stringify(nasty)}: 1}\n`,
        },
        args,
      });
    }
  });

  it('in a policy', async () => {
    for (const policy of POLICIES(nasty)) {
      for (const args of bothFormats(['policy', 'check', '-', '-v'])) {
        await expectHarmless({ args, stdin: policy });
      }
    }
  });

  it('in the name of a file', async () => {
    await expectHarmless({
      args: ['policy', 'check', path.join(oneLine.replaceAll('/', ''), 'x')],
    });
  });
});

/** Elements of answers that may hold any text, by what is attacked at once. */
const ELEMENTS: Readonly<Record<string, readonly [scenario: string, elements: RegExp]>> = {
  'the caller': ['minimal', /(<(?:Arn|UserId)>)([^<]*)(<)/g],
  'messages of errors': ['scp-denied', /(<(?:Message|Code)>)([^<]*)(<)/g],
  'names in EC2': ['admin', /(<(?:groupName|vpcId|subnetId|availabilityZone|key|value|ownerId)>)([^<]*)(<)/g],
  'names in IAM': [
    'minimal',
    /(<(?:RoleName|PolicyName|SourcePolicyId|EvalResourceName|member)>)([^<]*)(<)/g,
  ],
  'names in S3': ['admin', /(<(?:Name|ID|DisplayName)>)([^<]*)(<)/g],
  JSON: ['sso', /("(?:accountId|roleName|message|__type|accessKeyId|QuotaName)":")([^"]*)(")/g],
};

it.each(Object.entries(ELEMENTS))('in an answer of AWS, in %s', async (_what, [scenario, elements]) => {
  const { home, env } = await attackedHome(shipped(scenario), elements);
  const { stdout, stderr } = await runProgramHere(['aws', '-vv', '--quotas'], {
    env: { PATH: '/nowhere', HOME: home, CI: '1', ...env },
    cwd: home,
    columns: 60,
  });
  expect(harmIn(`${stdout}\n${stderr}`, 'painted')).toEqual([]);
});

/** The home of a sandbox whose answers come with the attack in them. */
async function attackedHome(scenario: Scenario, pattern: RegExp) {
  const sandbox = await started(scenario);
  const { home, env } = await homeOf(sandbox);
  const escaped = Array.from(NASTY, (character) => `&#${character.codePointAt(0)};`).join('');
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const answer = await forward(sandbox.endpoint, request, Buffer.concat(chunks));
    const isJson = answer.body.startsWith('{');
    const nasty = isJson ? JSON.stringify(NASTY).slice(1, -1) : escaped;
    const body = answer.body.replaceAll(
      pattern,
      (_all, before, text, after) => `${before}${text}${nasty}${after}`,
    );
    response.writeHead(answer.status, answer.headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const redirected = Object.entries(env).map(([name, value]) => [
    name,
    value.replace(sandbox.endpoint, `http://127.0.0.1:${port}`),
  ]);
  return { home, env: Object.fromEntries(redirected) as Record<string, string> };
}

function forward(endpoint: string, request: http.IncomingMessage, body: Buffer) {
  return new Promise<{ status: number; headers: http.OutgoingHttpHeaders; body: string }>(
    (resolve, reject) => {
      const { hostname, port } = new URL(endpoint);
      const options = { hostname, port, path: request.url, method: request.method, headers: request.headers };
      const sent = http.request(options, async (answer) => {
        const chunks: Buffer[] = [];
        for await (const chunk of answer) chunks.push(chunk as Buffer);
        const { 'content-length': _length, 'transfer-encoding': _encoding, ...headers } = answer.headers;
        resolve({ status: answer.statusCode ?? 500, headers, body: Buffer.concat(chunks).toString() });
      });
      sent.on('error', reject);
      sent.end(body);
    },
  );
}
