/**
 * The settings with which boto3 makes no client, against boto3: every setting with every value of a table, and random
 * mixtures of them by seed.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientError } from '../../src/credentials/client-error.ts';
import type { ClientService } from '../../src/credentials/client-settings.ts';
import { resolveOffline } from '../../src/credentials/resolve.ts';
import { fakeHost } from '../credentials/fake-host.ts';
import { PYTHON } from './support.ts';

const CASES = Number(process.env.SKYCHECK_CASES ?? 150);
const SEED = Number(process.env.SKYCHECK_SEED ?? 1);
/** The services whose clients differ in what they take, and in which order they find it. */
const SERVICES: readonly ClientService[] = ['sts', 's3'];
/** Settings that matter to services differently. */
const BY_SERVICE = /s3|api_versions|services|endpoint/i;

/** Each setting by its variable and its key, where it has them. */
const SETTINGS: readonly (readonly [variable: string | undefined, key: string | undefined])[] = [
  ['AWS_RETRY_MODE', 'retry_mode'],
  ['AWS_MAX_ATTEMPTS', 'max_attempts'],
  ['AWS_DEFAULTS_MODE', 'defaults_mode'],
  ['AWS_STS_REGIONAL_ENDPOINTS', 'sts_regional_endpoints'],
  ['AWS_S3_US_EAST_1_REGIONAL_ENDPOINT', 's3_us_east_1_regional_endpoint'],
  ['AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES', 'request_min_compression_size_bytes'],
  ['AWS_DISABLE_REQUEST_COMPRESSION', 'disable_request_compression'],
  ['AWS_SIGV4A_SIGNING_REGION_SET', 'sigv4a_signing_region_set'],
  ['AWS_REQUEST_CHECKSUM_CALCULATION', 'request_checksum_calculation'],
  ['AWS_RESPONSE_CHECKSUM_VALIDATION', 'response_checksum_validation'],
  ['AWS_ACCOUNT_ID_ENDPOINT_MODE', 'account_id_endpoint_mode'],
  ['AWS_DISABLE_HOST_PREFIX_INJECTION', 'disable_host_prefix_injection'],
  ['AWS_AUTH_SCHEME_PREFERENCE', 'auth_scheme_preference'],
  ['BOTOCORE_TCP_KEEPALIVE', 'tcp_keepalive'],
  ['AWS_S3_DISABLE_EXPRESS_SESSION_AUTH', 's3_disable_express_session_auth'],
  ['AWS_S3_USE_ARN_REGION', 's3_use_arn_region'],
  ['AWS_SDK_UA_APP_ID', 'sdk_ua_app_id'],
  ['AWS_ENDPOINT_DISCOVERY_ENABLED', 'endpoint_discovery_enabled'],
  ['AWS_USE_FIPS_ENDPOINT', 'use_fips_endpoint'],
  ['AWS_USE_DUALSTACK_ENDPOINT', 'use_dualstack_endpoint'],
  ['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', 'ignore_configured_endpoint_urls'],
  ['AWS_ENDPOINT_URL', 'endpoint_url'],
  ['AWS_ENDPOINT_URL_STS', undefined],
  ['AWS_ENDPOINT_URL_SERVICE_QUOTAS', undefined],
  ['AWS_CSM_ENABLED', 'csm_enabled'],
  ['AWS_CSM_PORT', 'csm_port'],
  ['AWS_CSM_HOST', 'csm_host'],
  [undefined, 'api_versions'],
  [undefined, 'parameter_validation'],
  [undefined, 's3'],
  [undefined, 'ec2'],
  [undefined, 'services'],
  [undefined, 'proxies_config'],
  [undefined, 'sso_session'],
  [undefined, 'output'],
];

const TEXTS = [
  ...['', ' ', 'x', 'true', 'True', 'false', 'legacy', 'Legacy', 'standard', 'adaptive', 'auto', 'in-region'],
  ...['regional', ' 3', '0', '-1', '1', '3', '+3', '1_0', '3.5', '1048576', '1048577', 'when_supported'],
  ...[
    'WHEN_REQUIRED',
    'preferred',
    'Disabled',
    'required',
    'path',
    'http://localhost',
    'https://h:1/x',
    'a.b',
  ],
];
const TABLES = [
  { addressing_style: 'path' },
  { addressing_style: 'x' },
  { addressing_style: '' },
  { us_east_1_regional_endpoint: 'x' },
  { us_east_1_regional_endpoint: 'regional', payload_signing_enabled: 'zz' },
  { signature_version: 'x' },
  { ec2: '2014-09-01' },
  { ec2: '2014-01-01', sts: '2011-06-15' },
  { sts: 'x', iam: '' },
  { 'service-quotas': 'x' },
];

type Value = string | Readonly<Record<string, string>>;

interface Case {
  readonly env: Readonly<Record<string, string>>;
  readonly profile: readonly (readonly [key: string, value: Value])[];
}

function everyValue(): readonly Case[] {
  return SETTINGS.flatMap(([variable, key]) => [
    ...(variable === undefined ? [] : TEXTS.map((text) => ({ env: { [variable]: text }, profile: [] }))),
    ...(key === undefined
      ? []
      : [...TEXTS, ...TABLES].map((value) => ({ env: {}, profile: [[key, value] as const] }))),
  ]);
}

/** A small generator of numbers by seed. Source: mulberry32, public domain. */
function draws(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function mixture(index: number): Case {
  const draw = draws(SEED * 1_000_003 + index);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(draw() * items.length)] as T;
  const env: Record<string, string> = {};
  const profile = new Map<string, Value>();
  for (let count = 1 + Math.floor(draw() * 4); count > 0; count -= 1) {
    const [variable, key] = pick(SETTINGS);
    if (variable !== undefined && (key === undefined || draw() < 0.5)) env[variable] = pick(TEXTS);
    else if (key !== undefined) profile.set(key, draw() < 0.7 ? pick(TEXTS) : pick(TABLES));
  }
  return { env, profile: [...profile] };
}

function configText({ profile }: Case): string {
  const lines = profile.map(([key, value]) =>
    typeof value === 'string'
      ? `${key} = ${value}`
      : [`${key} =`, ...Object.entries(value).map(([name, nested]) => `  ${name} = ${nested}`)].join('\n'),
  );
  return `${['[default]', 'region = us-east-1', ...lines].join('\n')}\n\n[services x]\nsts =\n  endpoint_url = http://localhost\nec2 = text\n`;
}

const KEYS = '[default]\naws_access_key_id = AKIAX\naws_secret_access_key = y\n';
const BASE = { AWS_EC2_METADATA_DISABLED: 'true', AWS_EXECUTION_ENV: 'x', AWS_REGION: 'us-east-1' };

let home = '';
let oracle: ChildProcess;
const waiting: ((line: string) => void)[] = [];

beforeAll(() => {
  home = mkdtempSync(path.join(tmpdir(), 'skycheck-settings-'));
  mkdirSync(path.join(home, '.aws'));
  writeFileSync(path.join(home, '.aws/credentials'), KEYS);
  const script = path.join(import.meta.dirname, 'client-settings-oracle.py');
  oracle = spawn(PYTHON, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  if (oracle.stdout === null) throw new Error('no output');
  createInterface({ input: oracle.stdout }).on('line', (line) => waiting.shift()?.(line));
});

afterAll(() => {
  oracle.stdin?.end();
  rmSync(home, { recursive: true, force: true });
});

type Answers = Readonly<Record<string, string | null>>;

function boto3Answers(given: Case, services: readonly ClientService[]): Promise<Answers> {
  writeFileSync(path.join(home, '.aws/config'), configText(given));
  return new Promise((resolve) => {
    waiting.push((line) => resolve(JSON.parse(line)));
    oracle.stdin?.write(`${JSON.stringify({ env: { HOME: home, ...BASE, ...given.env }, services })}\n`);
  });
}

async function skycheckAnswers(given: Case, services: readonly ClientService[]): Promise<Answers> {
  const files = { '~/.aws/config': configText(given), '~/.aws/credentials': KEYS };
  const { scope, region } = await resolveOffline(
    fakeHost({ env: { ...BASE, ...given.env }, files }),
    undefined,
  );
  return Object.fromEntries(
    services.map((service) => [service, clientError(scope, region.value, service)?.botocoreError ?? null]),
  );
}

async function divergences(cases: readonly Case[]): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  for (const given of cases) {
    const names = [...Object.keys(given.env), ...given.profile.map(([key]) => key)];
    const services: readonly ClientService[] = names.some((name) => BY_SERVICE.test(name))
      ? SERVICES
      : ['sts'];
    const [boto3, skycheck] = [await boto3Answers(given, services), await skycheckAnswers(given, services)];
    if (JSON.stringify(boto3) !== JSON.stringify(skycheck)) found.push({ given, boto3, skycheck });
  }
  return found;
}

describe('making a client', () => {
  it('fails as boto3 fails for every setting with every value', { timeout: 1_800_000 }, async () => {
    expect((await divergences(everyValue())).slice(0, 5)).toEqual([]);
  });

  it(`fails as boto3 fails in ${CASES} mixtures of seed ${SEED}`, { timeout: 1_800_000 }, async () => {
    const cases = Array.from({ length: CASES }, (_, index) => mixture(index));
    expect((await divergences(cases)).slice(0, 5)).toEqual([]);
  });
});
