import { type FileLine, placeText } from '../file-line.ts';
import type { ConfiguredValues } from './endpoints.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for a URL, as boto3 chooses it; undefined for a direct connection.
 *
 * `<scheme>_proxy` in lower case wins over upper case, and a blank one in lower case removes it; `all_proxy` is
 * not used. Source: CPython `urllib.request.getproxies_environment`, botocore `utils.get_environ_proxies` and
 * `ProxyConfiguration`. The system-wide proxy settings of macOS and Windows are not read.
 *
 * @returns a URL with scheme; it may hold a password
 */
export function proxyForUrl(url: URL, env: Env): string | undefined {
  const proxies = proxiesOfEnvironment(env);
  if (isBypassed(url.host, proxies.get('no'))) return undefined;
  const proxy = proxies.get(url.protocol.replace(':', ''));
  if (proxy === undefined) return undefined;
  if (proxy.startsWith('http:') || proxy.startsWith('https:')) return proxy;
  return proxy.startsWith('//') ? `http:${proxy}` : `http://${proxy}`;
}

function proxiesOfEnvironment(env: Env): ReadonlyMap<string, string> {
  const proxies = new Map<string, string>();
  for (const [name, value] of Object.entries(env)) {
    const lower = name.toLowerCase();
    if (lower.endsWith('_proxy') && value) proxies.set(lower.slice(0, -6), value);
  }
  // Under CGI, HTTP_PROXY may be a request's "Proxy:" header (CVE-2016-1000110).
  if (env.REQUEST_METHOD !== undefined) proxies.delete('http');
  for (const [name, value] of Object.entries(env)) {
    if (!name.endsWith('_proxy') || value === undefined) continue;
    const scheme = name.toLowerCase().slice(0, -6);
    if (value === '') proxies.delete(scheme);
    else proxies.set(scheme, value);
  }
  return proxies;
}

/** Source: CPython `urllib.request.proxy_bypass_environment`: suffixes of names, no address ranges. */
function isBypassed(hostAndPort: string, noProxy: string | undefined): boolean {
  if (noProxy === undefined) return false;
  if (noProxy === '*') return true;
  const host = hostAndPort.toLowerCase();
  const hostOnly = host.replace(/:[0-9]*$/, '');
  return noProxy
    .split(',')
    .map((name) => name.trim().replace(/^\.+/, '').toLowerCase())
    .filter((name) => name !== '')
    .some((name) => [host, hostOnly].some((each) => each === name || each.endsWith(`.${name}`)));
}

/** Where the certificates stand that take the place of the built-in ones. */
export interface CaBundleSetting {
  readonly path: string;
  /** The variable, or file and line. */
  readonly location: string;
  /** The variable that names it; undefined where a file does. */
  readonly variable: 'AWS_CA_BUNDLE' | 'REQUESTS_CA_BUNDLE' | undefined;
  /** The line that names it, where a file does. */
  readonly at: FileLine | undefined;
}

/**
 * The file of trusted certificates, as boto3 chooses it: AWS_CA_BUNDLE, the profile's `ca_bundle`,
 * REQUESTS_CA_BUNDLE.
 *
 * A blank one, by which boto3 checks no certificates at all, counts as absent here.
 * Source: botocore `session.create_client`, `EndpointCreator._get_verify_value`.
 */
export function caBundleSetting(env: Env, profile: ConfiguredValues): CaBundleSetting | undefined {
  const setting = profile.get('ca_bundle');
  const ofProfile = typeof setting?.value === 'string' ? setting.value : undefined;
  const source = setting?.source;
  const named = (variable: 'AWS_CA_BUNDLE' | 'REQUESTS_CA_BUNDLE') => {
    const path = env[variable];
    return path === undefined || path === ''
      ? undefined
      : { path, location: variable, variable, at: undefined };
  };
  const inProfile = () => {
    if (ofProfile === undefined || ofProfile === '') return undefined;
    const location = source === undefined ? 'ca_bundle' : placeText(source);
    return { path: ofProfile, location, variable: undefined, at: source };
  };
  return named('AWS_CA_BUNDLE') ?? inProfile() ?? named('REQUESTS_CA_BUNDLE');
}
