import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readClusters } from '../../src/account/clusters.ts';
import { readSkyCaches } from '../../src/account/sky-caches.ts';
import type { SqliteRead } from '../../src/host.ts';
import { apiServerOf } from '../../src/skypilot/api-server.ts';
import { featureSupport } from '../../src/skypilot/multi-cloud.ts';
import { matchOwner, parseOwner } from '../../src/skypilot/owner.ts';
import { uploadOf } from '../../src/skypilot/upload.ts';
import { fakeHost } from '../credentials/fake-host.ts';

const ACTIVE = ['AIDAME', '111122223333'] as const;
const at = { file: '~/.sky/config.yaml', line: 3 };
const hash = (text: string) => createHash('md5').update(text).digest('hex').slice(0, 8);

describe('who owns a cluster', () => {
  it.each([
    [['AIDAME', '111122223333'], 'same'],
    [['AIDAME', '999922223333'], 'same'],
    [['AROAX:me', '111122223333'], 'same-account'],
    [['AROAX:me', '999922223333'], 'other'],
  ])('%j: %s', (recorded, match) => {
    expect(matchOwner(recorded, [...ACTIVE])).toBe(match);
  });

  it.each([
    ['["AIDA", "111122223333"]', ['AIDA', '111122223333']],
    ['[["AIDA", "111122223333"]]', ['AIDA', '111122223333']],
    ['["me@corp.com [project_id=x]"]', undefined],
    ['["AIDA", 111122223333]', undefined],
    ['AIDA', undefined],
    ['null', undefined],
    ['{}', undefined],
  ])('reads %j', (text, owner) => {
    expect(parseOwner(text)).toEqual(owner);
  });
});

describe('readClusters', () => {
  const read = (answer: SqliteRead) =>
    readClusters(fakeHost({ querySqlite: async () => answer }), [...ACTIVE]);

  it('keeps the clusters on AWS, each with how its owner matches', async () => {
    const rows = [
      { name: 'mine', owner: '["AIDAME", "111122223333"]', on_aws: 1 },
      { name: 'theirs', owner: '["AIDAX", "222222222222"]', on_aws: 1n },
      { name: 'on-gcp', owner: '["AIDAX", "222222222222"]', on_aws: 0 },
      { name: 'odd', owner: 'who knows', on_aws: 1 },
      { name: 7, owner: '["AIDAX", "222222222222"]', on_aws: 1 },
    ];
    expect(await read({ kind: 'rows', rows })).toEqual({
      kind: 'read',
      file: '~/.sky/state.db',
      clusters: [
        { name: 'mine', owner: ['AIDAME', '111122223333'], match: 'same' },
        { name: 'theirs', owner: ['AIDAX', '222222222222'], match: 'other' },
      ],
    });
  });

  it('says why it was not read', async () => {
    expect(await read({ kind: 'missing' })).toEqual({ kind: 'none' });
    expect(await read({ kind: 'unsupported' })).toMatchObject({ kind: 'not-read' });
    expect(await read({ kind: 'unreadable', code: 'ERR_SQLITE_ERROR' })).toMatchObject({
      kind: 'not-read',
      reason: expect.stringContaining('ERR_SQLITE_ERROR'),
    });
  });
});

describe('readSkyCaches', () => {
  const files = {
    [`~/.sky/catalogs/v7/aws/.cache/user-identity-${hash('table\n')}.txt`]: '[["A", "111122223333"]]',
    [`~/.sky/catalogs/v8/aws/.cache/user-identity-${hash('table\n')}.txt`]: 'broken',
    [`~/.sky/catalogs/v8/aws/.cache/user-identity-${hash('other')}.txt`]: '[["B", "111122223333"]]',
    [`~/.sky/catalogs/v8/aws/az_mappings-${hash('AIDAME')}.csv`]:
      'AvailabilityZoneName,AvailabilityZone\nus-west-2a,usw2-az2\nap-northeast-1d,apne1-az2\nus-west-2-lax-1a,usw2-lax1-az1\n',
  };

  it('finds what SkyPilot would use now, in every version of the catalogue', async () => {
    const caches = await readSkyCaches(fakeHost({ files }), ['table\n', 'table\n'], 'AIDAME');
    expect(caches.identities).toEqual([
      {
        file: `~/.sky/catalogs/v7/aws/.cache/user-identity-${hash('table\n')}.txt`,
        owner: ['A', '111122223333'],
      },
    ]);
    // Those of the remembered identity count, not those of the present one.
    expect(caches.zones).toEqual([]);
    const { zones } = await readSkyCaches(fakeHost({ files }), [], 'AIDAME');
    expect(zones.map(({ regions }) => regions)).toEqual([['ap-northeast-1', 'us-west-2']]);
  });

  it('finds nothing where there is nothing', async () => {
    expect(await readSkyCaches(fakeHost(), ['table\n'], undefined)).toEqual({ identities: [], zones: [] });
    expect((await readSkyCaches(fakeHost({ files }), [], undefined)).zones).toEqual([]);
  });
});

describe('apiServerOf', () => {
  const endpoint = (value: string) => ({ apiServerEndpoint: { value, at } });

  it('prefers the variable, and shows neither user nor password', () => {
    const env = { SKYPILOT_API_SERVER_ENDPOINT: 'https://me:secret@sky.corp:46580/path?token=secret' };
    expect(apiServerOf({ env }, endpoint('http://127.0.0.1:46580'))).toEqual({
      endpoint: 'https://sky.corp:46580',
      location: 'SKYPILOT_API_SERVER_ENDPOINT',
      isLocal: false,
    });
    expect(apiServerOf({ env: {} }, endpoint('http://127.0.0.1:46580'))).toEqual({
      endpoint: 'http://127.0.0.1:46580',
      location: '~/.sky/config.yaml:3',
      isLocal: true,
    });
    expect(apiServerOf({ env: {} }, { apiServerEndpoint: undefined })).toBeUndefined();
    expect(apiServerOf({ env: {} }, endpoint('secret'))?.endpoint).not.toContain('secret');
  });
});

describe('what is shipped', () => {
  const file = { display: '~/.aws/credentials', exists: true, profiles: ['default', 'dev'] };

  it.each([
    ['shared-credentials-file', true, true],
    ['shared-credentials-file', false, false],
    ['sso', true, false],
    ['assume-role-with-web-identity', true, false],
    // SkyPilot does not know these, and takes them for a file.
    ['config-file', true, true],
    ['login', true, false],
    [undefined, true, false],
  ] as const)('%s, upload %s: %s', (provider, upload, shipped) => {
    expect(uploadOf(provider, { upload }, file, true).kind === 'file').toBe(shipped);
    expect(uploadOf(provider, { upload }, { ...file, exists: false }, true).kind).toBe('nothing');
  });

  it('is the file where SkyPilot does not know `aws login` yet', () => {
    expect(uploadOf('login', { upload: true }, file, false).kind).toBe('file');
  });

  it('decides what works elsewhere', () => {
    const works = (...args: Parameters<typeof featureSupport>) =>
      featureSupport(...args).map((feature) => feature.works);
    const shipping = { upload: true, profile: 'default' };
    expect(works('shared-credentials-file', shipping)).toEqual(['yes', 'yes', 'yes']);
    expect(works('shared-credentials-file', { ...shipping, profile: 'dev' })).toEqual([
      'yes',
      'partly',
      'partly',
    ]);
    expect(works('shared-credentials-file', { ...shipping, upload: false })).toEqual(['yes', 'no', 'partly']);
    expect(works('sso', shipping)).toEqual(['yes', 'no', 'partly']);
  });
});
