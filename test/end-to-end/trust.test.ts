/** What Node is told to trust when it starts changes nothing: boto3 does not read it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import * as https from 'node:https';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { expect, it } from 'vitest';
import { TEST_CERTIFICATE, TEST_KEY } from '../aws/support/certificate.ts';
import { listen } from '../aws/support/loopback.ts';
import { spawnProgram } from './support/spawn-program.ts';

it('trusts neither NODE_EXTRA_CA_CERTS nor NODE_TLS_REJECT_UNAUTHORIZED=0', async () => {
  const home = mkdtempSync(path.join(tmpdir(), 'skycheck-trust-'));
  try {
    const file = path.join(home, 'company.pem');
    writeFileSync(file, TEST_CERTIFICATE);
    let asked = 0;
    const port = await listen(
      https.createServer({ key: TEST_KEY, cert: TEST_CERTIFICATE }, (_request, response) => {
        asked += 1;
        response.end();
      }),
    );
    const ended = await spawnProgram(
      ['aws', '--endpoint-url', `https://127.0.0.1:${port}`, '--timeout', '20'],
      {
        env: {
          HOME: home,
          PATH: '/nowhere',
          AWS_EC2_METADATA_DISABLED: 'true',
          AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
          AWS_SECRET_ACCESS_KEY: 'made-up-and-long-enough',
          NODE_EXTRA_CA_CERTS: file,
          NODE_TLS_REJECT_UNAUTHORIZED: '0',
        },
      },
    );
    expect(asked).toBe(0);
    expect(ended.status).toBe(3);
    expect(ended.stderr).toBe('');
    expect(ended.stdout).toContain(`export AWS_CA_BUNDLE=${file}`);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});
