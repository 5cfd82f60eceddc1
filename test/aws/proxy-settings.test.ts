import { expect, test } from 'vitest';
import { proxyForUrl, proxyVariables } from '../../src/aws/proxy-settings.ts';

type Env = Record<string, string>;

// Each case was checked against CPython's urllib and botocore's ProxyConfiguration.
test.each<[Env, string, string | undefined]>([
  [{}, 'https://h', undefined],
  [{ HTTPS_PROXY: 'http://p:1' }, 'https://h', 'http://p:1'],
  [{ HTTPS_PROXY: 'http://p:1' }, 'http://h', undefined],
  [{ HTTP_PROXY: 'http://p:1' }, 'http://h', 'http://p:1'],
  [{ HTTP_PROXY: 'http://p:1', REQUEST_METHOD: 'GET' }, 'http://h', undefined],
  [{ http_proxy: 'http://p:1', REQUEST_METHOD: 'GET' }, 'http://h', 'http://p:1'],
  [{ HTTPS_PROXY: 'http://upper', https_proxy: 'http://lower' }, 'https://h', 'http://lower'],
  [{ https_proxy: 'http://lower', HTTPS_PROXY: 'http://upper' }, 'https://h', 'http://lower'],
  [{ HTTPS_PROXY: 'http://upper', https_proxy: '' }, 'https://h', undefined],
  [{ HTTPS_PROXY: '', https_proxy: 'http://lower' }, 'https://h', 'http://lower'],
  [{ ALL_PROXY: 'http://p', all_proxy: 'http://p' }, 'https://h', undefined],
  [{ https_proxy: 'p:3128' }, 'https://h', 'http://p:3128'],
  [{ https_proxy: '//p:3128' }, 'https://h', 'http://p:3128'],
  [{ https_proxy: 'https://p' }, 'https://h', 'https://p'],
  [{ https_proxy: 'http://p', no_proxy: '*' }, 'https://h', undefined],
  [{ https_proxy: 'http://p', no_proxy: 'a,*' }, 'https://h', 'http://p'],
  [{ https_proxy: 'http://p', no_proxy: 'amazonaws.com' }, 'https://sts.amazonaws.com', undefined],
  [{ https_proxy: 'http://p', no_proxy: '.amazonaws.com' }, 'https://sts.amazonaws.com', undefined],
  [{ https_proxy: 'http://p', no_proxy: '.amazonaws.com' }, 'https://amazonaws.com', undefined],
  [{ https_proxy: 'http://p', no_proxy: 'amazonaws.com' }, 'https://xamazonaws.com', 'http://p'],
  [{ https_proxy: 'http://p', no_proxy: ' AMAZONAWS.COM , x' }, 'https://sts.amazonaws.com', undefined],
  [{ http_proxy: 'http://p', no_proxy: '169.254.169.254' }, 'http://169.254.169.254/latest', undefined],
  [{ http_proxy: 'http://p', no_proxy: '169.254.0.0/16' }, 'http://169.254.169.254/latest', 'http://p'],
  [{ http_proxy: 'http://p', no_proxy: 'h:8080' }, 'http://h:8080', undefined],
  [{ http_proxy: 'http://p', no_proxy: 'h:8081' }, 'http://h:8080', 'http://p'],
  [{ http_proxy: 'http://p', no_proxy: 'h' }, 'http://h:8080', undefined],
  [{ http_proxy: 'http://p', no_proxy: '[::1]' }, 'http://[::1]:8080', undefined],
  [{ http_proxy: 'http://p', no_proxy: '' }, 'http://h', 'http://p'],
  [{ http_proxy: 'http://p', no_proxy: ',,' }, 'http://h', 'http://p'],
  [{ http_proxy: 'http://p', NO_PROXY: 'h', no_proxy: '' }, 'http://h', 'http://p'],
])('%o: %s through %s', (env, url, proxy) => expect(proxyForUrl(new URL(url), env)).toBe(proxy));

test.each<[Env, readonly string[], readonly string[]]>([
  [{}, [], []],
  [{ HTTPS_PROXY: 'http://p', http_proxy: 'http://q' }, ['http_proxy'], ['HTTPS_PROXY']],
  [{ HTTPS_PROXY: 'http://p', https_proxy: 'http://p' }, [], ['HTTPS_PROXY', 'https_proxy']],
  [{ HTTPS_PROXY: 'http://p', https_proxy: '' }, [], []],
  [{ HTTPS_PROXY: '', https_proxy: 'http://p' }, [], ['https_proxy']],
  [{ HTTP_PROXY: 'http://p', REQUEST_METHOD: 'GET', ALL_PROXY: 'http://p' }, [], []],
])('%o are named: %j and %j', (env, http, https) => expect(proxyVariables(env)).toEqual({ http, https }));
