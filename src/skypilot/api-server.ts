import { placeText } from '../file-line.ts';
import type { Host } from '../host.ts';
import type { SkyConfig } from './sky-config.ts';

/** The API server that `sky` talks to. It checks and launches with the credentials of its own machine. */
export interface ApiServer {
  /** Without user name and password. */
  readonly endpoint: string;
  /** The variable, or file and line. */
  readonly location: string;
  readonly isLocal: boolean;
}

const VARIABLE = 'SKYPILOT_API_SERVER_ENDPOINT';
const LOCAL_HOSTS: readonly string[] = ['localhost', '127.0.0.1', '0.0.0.0', '[::1]'];

/** The configured API server; undefined where SkyPilot starts its own here. Source: SkyPilot `sky/server/common.py`, `get_server_url`. */
export function apiServerOf(
  { env }: Pick<Host, 'env'>,
  { apiServerEndpoint }: Pick<SkyConfig, 'apiServerEndpoint'>,
): ApiServer | undefined {
  const set = env[VARIABLE];
  if (set) return serverAt(set, VARIABLE);
  if (apiServerEndpoint === undefined) return undefined;
  return serverAt(apiServerEndpoint.value, placeText(apiServerEndpoint.at));
}

function serverAt(text: string, location: string): ApiServer {
  if (!URL.canParse(text)) return { endpoint: 'an address that is no URL', location, isLocal: false };
  const { protocol, host, hostname } = new URL(text);
  return { endpoint: `${protocol}//${host}`, location, isLocal: LOCAL_HOSTS.includes(hostname) };
}
