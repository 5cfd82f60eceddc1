import { describe, expect, it } from 'vitest';
import { profileChooser, profileSetting, resolveInputs } from '../../src/check/check-inputs.ts';
import { fakeHost } from '../credentials/fake-host.ts';

const FILES = {
  '~/.aws/config': '[profile dev]\nregion = eu-west-1\n[profile ops]\nregion = us-west-2\n[default]\n',
};
const WORKSPACE = 'workspaces:\n  default:\n    aws:\n      profile: ops\n';

/** Who chooses the profile, what the report says of it, and the region that shows which one is read. */
async function chosen(flag: string | undefined, sky: string | undefined, env: Record<string, string> = {}) {
  const files = sky === undefined ? FILES : { ...FILES, '~/.sky/config.yaml': sky };
  const request = { profile: flag, skyConfigFile: undefined };
  const { skyConfig, resolution } = await resolveInputs(request, fakeHost({ files, env }));
  return {
    by: profileChooser(skyConfig.config, request),
    setting: profileSetting(resolution, skyConfig, request),
    region: resolution.region.value,
  };
}

describe('the profile', () => {
  it("is boto3's own choice where nobody else chooses", async () => {
    expect(await chosen(undefined, undefined)).toEqual({
      by: 'boto3',
      setting: {
        value: undefined,
        type: undefined,
        location: undefined,
        source: { file: '~/.aws/config', line: 5 },
      },
      region: undefined,
    });
    expect(await chosen(undefined, undefined, { AWS_PROFILE: 'dev' })).toEqual({
      by: 'boto3',
      setting: {
        value: 'dev',
        type: 'env',
        location: 'AWS_PROFILE',
        source: { file: '~/.aws/config', line: 1 },
      },
      region: 'eu-west-1',
    });
  });

  it("is the workspace's before boto3's, with its place in the configuration", async () => {
    expect(await chosen(undefined, WORKSPACE, { AWS_PROFILE: 'dev' })).toEqual({
      by: 'workspace',
      setting: {
        value: 'ops',
        type: 'config-file',
        location: '~/.sky/config.yaml:4',
        source: { file: '~/.sky/config.yaml', line: 4 },
      },
      region: 'us-west-2',
    });
  });

  it("is that of the flag before the workspace's", async () => {
    expect(await chosen('dev', WORKSPACE)).toEqual({
      by: 'flag',
      setting: {
        value: 'dev',
        type: 'manual',
        location: '--profile',
        source: { file: '~/.aws/config', line: 1 },
      },
      region: 'eu-west-1',
    });
  });

  it('is not chosen by a workspace that names none', async () => {
    expect((await chosen(undefined, 'aws: {use_ssm: false}\n')).by).toBe('boto3');
  });

  it('is chosen by the file of --config, too', async () => {
    const host = fakeHost({ files: { ...FILES, '/task.yaml': WORKSPACE } });
    const request = { profile: undefined, skyConfigFile: '/task.yaml' };
    const { skyConfig, resolution } = await resolveInputs(request, host);
    expect(skyConfig.files.map(({ display }) => display)).toEqual(['/task.yaml']);
    expect(resolution.selection.setting.value).toBe(skyConfig.config.workspace.profile?.value);
  });
});
