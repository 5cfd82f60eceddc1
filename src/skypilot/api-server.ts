import { placeText } from '../file-line.ts';
import type { Host } from '../host.ts';
import release from './release.json';
import type { SkyConfig } from './sky-config.ts';

/** The API server that `sky` talks to. It checks and launches with the credentials of its own machine. */
export interface ApiServer {
  /** Without user name and password. */
  readonly endpoint: string;
  /** The variable, or file and line. */
  readonly location: string;
  /** Whether SkyPilot takes it for the server that it starts here itself. */
  readonly isLocal: boolean;
}

const VARIABLE = 'SKYPILOT_API_SERVER_ENDPOINT';
const { hosts, port, portVariable } = release.localApiServer;

/**
 * The configured API server; undefined where SkyPilot starts its own here.
 *
 * Local are exactly the addresses that SkyPilot itself would give its server: `http`, one of its names of this machine,
 * its port. A server of this machine on another port is a remote one to it. Source: SkyPilot `sky/server/common.py`,
 * `get_server_url` and `is_api_server_local`.
 */
export function apiServerOf(
  { env }: Pick<Host, 'env'>,
  { apiServerEndpoint }: Pick<SkyConfig, 'apiServerEndpoint'>,
): ApiServer | undefined {
  const set = env[VARIABLE];
  if (set !== undefined) return serverAt(set, VARIABLE, env);
  if (apiServerEndpoint === undefined) return undefined;
  return serverAt(apiServerEndpoint.value, placeText(apiServerEndpoint.at), env);
}

function serverAt(text: string, location: string, env: Host['env']): ApiServer {
  const isLocal = localServers(env[portVariable]).includes(text.replace(/\/+$/, ''));
  if (!URL.canParse(text)) return { endpoint: 'an address that is no URL', location, isLocal };
  const { protocol, host } = new URL(text);
  return { endpoint: `${protocol}//${host}`, location, isLocal };
}

/** @param ownPort - what moves the port */
function localServers(ownPort: string | undefined): readonly string[] {
  const used = ownPort === undefined ? port : Number.parseInt(ownPort, 10);
  return hosts.map((host) => `http://${host.includes(':') ? `[${host}]` : host}:${used}`);
}
