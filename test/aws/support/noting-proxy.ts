import * as http from 'node:http';
import { listen } from './loopback.ts';

/** A proxy that notes which hosts are to be reached, and reaches none: nothing leaves the machine. */
export async function notingProxy(): Promise<{ readonly url: string; readonly targets: readonly string[] }> {
  const targets: string[] = [];
  const server = http.createServer();
  server.on('connect', (request, socket) => {
    targets.push(request.url ?? '');
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  return { url: `http://127.0.0.1:${await listen(server)}`, targets };
}
