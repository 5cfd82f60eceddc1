import { describe, expect, test } from 'vitest';
import type { ServiceName } from '../../src/aws/aws-result.ts';
import {
  type ConfiguredValues,
  type EndpointSources,
  planEndpoint,
  readEndpointSettings,
} from '../../src/aws/endpoints.ts';

type Table = Readonly<Record<string, string>>;

function values(entries: Readonly<Record<string, string | Table>>): ConfiguredValues {
  return new Map(
    Object.entries(entries).map(([key, value], index) => [
      key,
      {
        value: typeof value === 'string' ? value : new Map(Object.entries(value)),
        source: { file: '~/.aws/config', line: index + 2 },
      },
    ]),
  );
}

function settings(sources: Partial<EndpointSources>) {
  return readEndpointSettings({
    flag: undefined,
    env: {},
    profile: new Map(),
    services: new Map(),
    ...sources,
  });
}

function choose(sources: Partial<EndpointSources>, service: ServiceName = 'sts') {
  return settings(sources).choose(service);
}

const custom = (url: string, location: string) => ({ kind: 'custom', url, location });

describe('the order of boto3', () => {
  const everything: EndpointSources = {
    flag: 'http://flag',
    env: { AWS_ENDPOINT_URL_STS: 'http://env-sts', AWS_ENDPOINT_URL: 'http://env' },
    profile: values({ services: 'mine', endpoint_url: 'http://profile' }),
    services: new Map([['mine', { entries: values({ sts: { endpoint_url: 'http://section' } }) }]]),
  };
  test('the flag, the variable of the service, the global one, the section, the profile', () => {
    expect(choose(everything)).toEqual(custom('http://flag', '--endpoint-url'));
    const rest = { ...everything, flag: undefined };
    expect(choose(rest)).toEqual({
      ...custom('http://env-sts', 'AWS_ENDPOINT_URL_STS'),
      variable: 'AWS_ENDPOINT_URL_STS',
    });
    expect(choose(rest, 'iam')).toEqual({
      ...custom('http://env', 'AWS_ENDPOINT_URL'),
      variable: 'AWS_ENDPOINT_URL',
    });
    const files = { ...rest, env: {} };
    expect(choose(files)).toEqual(custom('http://section', '~/.aws/config:2'));
    expect(choose(files, 'iam')).toEqual(custom('http://profile', '~/.aws/config:3'));
    expect(choose({})).toEqual({ kind: 'default' });
  });

  test('blank values are passed over', () => {
    const env = { AWS_ENDPOINT_URL_STS: '', AWS_ENDPOINT_URL: '' };
    expect(choose({ env, profile: values({ endpoint_url: '' }) })).toEqual({ kind: 'default' });
  });

  test('services with a hyphen have an underscore', () => {
    const env = {
      AWS_ENDPOINT_URL_SSO_OIDC: 'http://oidc',
      AWS_ENDPOINT_URL_SERVICE_QUOTAS: 'http://quotas',
    };
    expect(choose({ env }, 'sso-oidc')).toMatchObject({ url: 'http://oidc' });
    expect(choose({ env }, 'service-quotas')).toMatchObject({ url: 'http://quotas' });
    expect(choose({ env }, 'sso')).toEqual({ kind: 'default' });
  });

  test.each([
    [{ AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'TRUE' }, {}, 'default'],
    [{}, { ignore_configured_endpoint_urls: 'true' }, 'default'],
    [{ AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: '1' }, {}, 'custom'],
    [{ AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: '' }, { ignore_configured_endpoint_urls: 'true' }, 'custom'],
  ])('ignoring: %o %o', (env, profile, kind) => {
    const sources = { env: { ...env, AWS_ENDPOINT_URL: 'http://env' }, profile: values(profile) };
    expect(choose(sources).kind).toBe(kind);
    expect(choose({ ...sources, flag: 'http://flag' }).kind).toBe('custom');
  });
});

describe('what boto3 raises for', () => {
  const profile = values({ services: 'mine' });
  test('a missing or empty services section, unless a variable comes first', () => {
    const missing = {
      kind: 'invalid',
      problem: { code: 'services-section-missing', location: '~/.aws/config:2' },
    };
    expect(choose({ profile })).toMatchObject(missing);
    expect(choose({ profile, services: new Map([['mine', { entries: new Map() }]]) })).toMatchObject(missing);
    expect(choose({ profile, env: { AWS_ENDPOINT_URL: 'http://env' } }).kind).toBe('custom');
  });

  test('a service that is no table', () => {
    const services = new Map([['mine', { entries: values({ sts: 'http://x' }) }]]);
    expect(choose({ profile, services })).toMatchObject({ problem: { code: 'services-value' } });
    expect(choose({ profile, services }, 'iam').kind).toBe('default');
  });

  test.each([
    'notaurl',
    '127.0.0.1:4566',
    'localhost:4566',
    'http://',
    'http:///path',
    'http://-x',
    'http://a b',
    'http://host:99999',
    'http://my_host',
    'http://ho\tst',
    '//host',
    ' http://host',
  ])('%j', (url) => {
    expect(choose({ env: { AWS_ENDPOINT_URL: url } })).toMatchObject({
      kind: 'invalid',
      problem: { code: 'malformed-url', location: 'AWS_ENDPOINT_URL' },
    });
  });

  test('a nested endpoint_url', () => {
    const nested = values({ endpoint_url: { a: 'b' } });
    expect(choose({ profile: nested })).toMatchObject({ problem: { code: 'url-not-text' } });
  });

  test('another scheme', () => {
    expect(choose({ flag: 'ftp://host' })).toMatchObject({ problem: { code: 'unsupported-scheme' } });
  });

  test.each([
    'http://127.0.0.1:4566',
    'https://localhost/base/',
    'http://[::1]:8080',
    'HTTP://Host.Example.',
  ])('not for %s', (url) => expect(choose({ flag: url })).toEqual(custom(url, '--endpoint-url')));
});

describe('plans', () => {
  test('a custom endpoint has no variants, and us-east-1 where there is no region', () => {
    const sources = {
      flag: 'http://host',
      env: { AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'true' },
    };
    expect(planEndpoint('sts', undefined, settings(sources))).toEqual({
      kind: 'plan',
      plan: { region: 'us-east-1', url: 'http://host', useFips: false, useDualstack: false },
    });
  });

  test.each([
    [{ AWS_USE_FIPS_ENDPOINT: 'True' }, {}, true, false],
    [{}, { use_fips_endpoint: 'true', use_dualstack_endpoint: 'TRUE' }, true, true],
    [{ AWS_USE_FIPS_ENDPOINT: 'false' }, { use_fips_endpoint: 'true' }, false, false],
    [{ AWS_USE_FIPS_ENDPOINT: '' }, { use_fips_endpoint: 'true' }, false, false],
    [{ AWS_USE_DUALSTACK_ENDPOINT: '1' }, {}, false, false],
  ])('%o %o', (env, profile, useFips, useDualstack) => {
    expect(settings({ env, profile: values(profile) })).toMatchObject({ useFips, useDualstack });
  });

  test('the global endpoint of STS: without a region, or by the legacy setting in the older regions', () => {
    const legacy = settings({ env: { AWS_STS_REGIONAL_ENDPOINTS: 'legacy' } });
    const url = 'https://sts.amazonaws.com';
    expect(planEndpoint('sts', undefined, settings({}))).toMatchObject({
      plan: { region: 'us-east-1', url },
    });
    expect(planEndpoint('sts', 'eu-west-1', legacy)).toMatchObject({ plan: { region: 'us-east-1', url } });
    for (const plan of [
      planEndpoint('sts', 'eu-west-1', settings({})),
      planEndpoint('sts', 'me-south-1', legacy),
      planEndpoint('iam', 'eu-west-1', legacy),
      planEndpoint('sts', 'cn-north-1', legacy),
      planEndpoint('sts', 'eu-west-1', { ...legacy, useFips: true }),
    ]) {
      expect(plan.kind).toBe('plan');
      expect(plan).not.toHaveProperty('plan.url');
    }
  });
});
