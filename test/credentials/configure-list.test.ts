import { describe, expect, it } from 'vitest';
import { configureList, configureListTable } from '../../src/credentials/configure-list.ts';
import { fileOf, type LoadCase, load, QUIET } from './load-case.ts';

async function table(setup: LoadCase, layout: 'v1' | 'v2' = 'v1') {
  const { outcome, resolution } = await load({ ...setup, env: { ...QUIET, ...setup.env } });
  const list = configureList(resolution, outcome);
  return { lines: configureListTable(list.rows, layout), error: list.error?.code };
}

const files = {
  '~/.aws/credentials': fileOf(
    'default',
    'aws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = made-up\n',
  ),
};

describe('configureList', () => {
  it('is laid out as the AWS CLI v1 does', async () => {
    expect(await table({ files, env: { AWS_DEFAULT_REGION: 'us-west-2' } })).toEqual({
      lines: [
        '      Name                    Value             Type    Location',
        '      ----                    -----             ----    --------',
        '   profile                <not set>             None    None',
        'access_key     ****************MPLE shared-credentials-file    ',
        'secret_key     ****************e-up shared-credentials-file    ',
        '    region                us-west-2              env    AWS_DEFAULT_REGION',
      ],
      error: undefined,
    });
  });

  it('is laid out as the AWS CLI v2 does', async () => {
    const { lines } = await table({ files, env: { AWS_PROFILE: 'default' } }, 'v2');
    expect(lines).toEqual([
      'NAME       : VALUE                    : TYPE             : LOCATION',
      "profile    : default                  : env              : ['AWS_DEFAULT_PROFILE', 'AWS_PROFILE']",
      'access_key : ****************MPLE     : shared-credentials-file : ',
      'secret_key : ****************e-up     : shared-credentials-file : ',
      'region     : <not set>                : None             : None',
    ]);
  });

  it('prints the profile alone where credentials fail', async () => {
    const { lines, error } = await table({ flag: 'dev' });
    expect(error).toBe('profile-not-found');
    expect(lines.slice(2)).toEqual(['   profile                      dev           manual    --profile']);
  });

  it('prints nothing where the files cannot be parsed', async () => {
    expect(await table({ files: { '~/.aws/config': 'x' } })).toEqual({
      lines: [],
      error: 'config-missing-section-header',
    });
  });

  it('never shows a short secret whole', async () => {
    const { lines } = await table({ env: { AWS_ACCESS_KEY_ID: 'abcd', AWS_SECRET_ACCESS_KEY: 'efgh' } });
    expect(lines.join('\n')).not.toMatch(/abcd|efgh/);
  });

  it('says what is not loaded offline', async () => {
    const { lines } = await table({ env: { AWS_EC2_METADATA_DISABLED: 'false' } });
    expect(lines[3]).toBe('access_key             <not loaded>         iam-role    ');
  });
});
