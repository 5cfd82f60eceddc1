import { describe, expect, it } from 'vitest';
import { copyKeys, enterKeys } from '../../../src/findings/credentials/enter-keys.ts';
import { nameSource } from '../../../src/findings/credentials/role-source.ts';
import type { Facts } from '../../../src/findings/facts.ts';
import { type FixStep, reportStep } from '../../../src/findings/fix-step.ts';
import { factsOf } from '../facts-of.ts';

const texts = (steps: readonly FixStep[]) => steps.map((step) => reportStep(step).text);
const WITHOUT_VARIABLES = 'env -u AWS_PROFILE -u AWS_DEFAULT_PROFILE aws configure';

describe('keys are entered', () => {
  const unset: Facts['profile'] = { value: undefined, type: undefined, location: undefined };
  it.each<[string, Facts['profile'], readonly string[]]>([
    ['dev', unset, ['aws configure --profile dev']],
    ['my team', unset, ["aws configure --profile 'my team'"]],
    ['default', unset, ['aws configure']],
    [
      'default',
      { value: 'default', type: 'env', location: 'AWS_DEFAULT_PROFILE' },
      ['unset AWS_DEFAULT_PROFILE', 'aws configure'],
    ],
    ['default', { value: 'default', type: 'env', location: undefined }, [WITHOUT_VARIABLES]],
    ['default', { value: 'default', type: 'manual', location: '--profile' }, [WITHOUT_VARIABLES]],
    [
      'default',
      { value: 'default', type: 'config-file', location: '~/.sky/config.yaml:3' },
      [WITHOUT_VARIABLES],
    ],
  ])('for %s, where the profile is %j', (profile, setting, expected) => {
    expect(texts(enterKeys(profile, { profile: setting }))).toEqual(expected);
  });
});

describe('keys are copied from the config file', () => {
  const copied = async (profile: string, config: string, credentials = '') => {
    const files = { '~/.aws/config': config, '~/.aws/credentials': credentials };
    return texts(copyKeys(profile, (await factsOf({ files })).config));
  };
  const set = (key: string, profile: string) =>
    `aws configure set ${key} "$(aws configure get ${key} --profile ${profile})" --profile ${profile}`;
  const ALL = ['aws_access_key_id', 'aws_secret_access_key', 'aws_session_token'];
  const lines = (keys: readonly string[]) => keys.map((key) => `${key} = x\n`).join('');

  it('as far as they are there', async () => {
    expect(await copied('dev', `[profile dev]\n${lines(ALL)}`)).toEqual(ALL.map((key) => set(key, 'dev')));
    expect(await copied('default', `[default]\n${lines(ALL.slice(1, 2))}`)).toEqual([
      set('aws_secret_access_key', 'default'),
    ]);
    expect(await copied('my team', `[profile "my team"]\n${lines(ALL.slice(0, 1))}`)).toEqual([
      set('aws_access_key_id', "'my team'"),
    ]);
  });

  it('unless the credentials file has them', async () => {
    const config = `[profile dev]\n${lines(ALL.slice(0, 2))}`;
    expect(await copied('dev', config, `[dev]\n${lines(ALL.slice(0, 1))}`)).toEqual([
      set('aws_secret_access_key', 'dev'),
    ]);
    expect(await copied('dev', config, `[other]\n${lines(ALL)}`)).toHaveLength(2);
  });

  it('unless there are none', async () => {
    expect(await copied('dev', '')).toEqual([]);
    expect(await copied('dev', '[profile dev]\nregion = us-east-1\n', `[dev]\n${lines(ALL)}`)).toEqual([]);
  });
});

describe('the source of a role is', () => {
  const KEYS = 'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n';
  const ROLE = 'role_arn = arn:aws:iam::111122223333:role/x\n';
  const named = async (profile: string, credentials: string, env: Record<string, string> = {}) =>
    texts(nameSource(profile, await factsOf({ files: { '~/.aws/credentials': credentials }, env })));
  const set = (source: string) => `aws configure set source_profile ${source} --profile ml`;

  it.each<[string, string, readonly string[]]>([
    ['itself, where it has keys', `[default]\n${KEYS}[ml]\n${ROLE}${KEYS}`, [set('ml')]],
    ['default before others', `[a]\n${KEYS}[default]\n${KEYS}[ml]\n${ROLE}`, [set('default')]],
    ['the first other with keys', `[b]\n${KEYS}[a]\n${KEYS}[ml]\n${ROLE}`, [set('b')]],
    ['one that is still to be made', `[ml]\n${ROLE}`, [WITHOUT_VARIABLES, set('default')]],
    ['not one without keys', `[default]\nregion = x\n[ml]\n${ROLE}`, [WITHOUT_VARIABLES, set('default')]],
  ])('%s', async (_title, credentials, expected) => {
    expect(await named('ml', credentials, { AWS_PROFILE: 'ml' })).toEqual(expected);
  });
});
