import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadAwsConfig } from '../../src/config/aws-config.ts';
import { lintConfig } from '../../src/config/lint.ts';
import { listProfiles } from '../../src/credentials/list-profiles.ts';
import { loadContext, loadCredentials } from '../../src/credentials/load.ts';
import { readResolutionFiles, resolveOffline } from '../../src/credentials/resolve.ts';
import { fakeHost } from '../credentials/fake-host.ts';

/** Kept with the test: a failure names the seed to add here. */
const SEEDS = [1, 20_260_601];
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYSECRET';

const piece = fc.constantFrom(
  ...[
    '[default]\n',
    '[profile x]\n',
    '[',
    ']',
    '=',
    ':',
    '\n',
    '\r',
    '\n  ',
    ' ',
    '#',
    ';',
    '\ufeff',
    '\0',
    '"',
    "'",
  ],
  ...[
    'role_arn = arn',
    'source_profile = default',
    'source_profile = other',
    'mfa_serial = m',
    'sso_session = s',
  ],
  ...[
    'sso_account_id = 1',
    'sso_role_name = r',
    'sso_start_url = u',
    'sso_region = us-east-1',
    'region = us-east-1',
  ],
  ...[
    's3 =\n  a = b',
    '[sso-session s]\n',
    'web_identity_token_file = /t',
    'credential_process = /bin/x',
    'region =',
  ],
  ...[`\n${SECRET}\n`, `\n  ${SECRET}`, `\n  aws_secret_access_key = ${SECRET}`, `\n${SECRET} = ${SECRET}\n`],
  ...[
    `\naws_access_key_id = AKIA\naws_secret_access_key = ${SECRET}`,
    `\ncredential_process = /bin/x ${SECRET}\n`,
  ],
);
const text = fc.array(piece, { maxLength: 30 }).map((pieces) => new TextEncoder().encode(pieces.join('')));
const bytes = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 80 }) },
);

describe('any bytes in the files', () => {
  it.each(SEEDS)('give an answer without a secret in it (seed %i)', async (seed) => {
    const property = fc.asyncProperty(bytes, bytes, async (config, credentials) => {
      const host = fakeHost({
        env: { AWS_EC2_METADATA_DISABLED: 'true' },
        files: { '~/.aws/config': config, '~/.aws/credentials': credentials, '~/.boto': config },
      });
      const resolution = await resolveOffline(host, undefined);
      const context = loadContext({ host, region: resolution.region.value, remote: undefined });
      const outcome = await loadCredentials(resolution.trace, resolution.scope, context);
      const shown = outcome.kind === 'loaded' ? outcome.location : outcome;
      const { profiles } = await listProfiles(await readResolutionFiles(host), host);
      const lints = lintConfig(await loadAwsConfig(host));
      expect(
        JSON.stringify([resolution.trace, resolution.region, shown, lints, profiles]).toLowerCase(),
      ).not.toContain(SECRET.toLowerCase());
    });
    await fc.assert(property, { seed, numRuns: 1500 });
  });
});
