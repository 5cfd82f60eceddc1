type Env = Readonly<Record<string, string | undefined>>;

/** Names of variables. */
export type ProxyVariables = Readonly<Record<'http' | 'https', readonly string[]>>;

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

/** The variables that name the proxies of `proxyForUrl`, by the scheme of the calls; without them there is none. */
export function proxyVariables(env: Env): ProxyVariables {
  const proxies = proxiesOfEnvironment(env);
  const namesOf = (scheme: string) =>
    proxies.has(scheme)
      ? Object.keys(env).filter((name) => name.toLowerCase() === `${scheme}_proxy` && env[name])
      : [];
  return { http: namesOf('http'), https: namesOf('https') };
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
