import { describe, expect, it } from 'vitest';
import { awsStatus, type Judged, judge } from '../../src/check/verdict.ts';
import { type Finding, finding } from '../../src/findings/finding.ts';
import type { FindingCode } from '../../src/findings/registry.ts';
import type { CapabilityStatus } from '../../src/permissions/decision.ts';
import type { CapabilityId } from '../../src/skypilot/requirements.ts';

type State = Judged['capabilities'][number];

const state = (id: CapabilityId, status: CapabilityStatus, conditions: State['conditions'] = []): State => ({
  id,
  core: id === 'compute' || id === 'storage',
  status,
  conditions,
});
const all = (status: CapabilityStatus, ...ids: readonly CapabilityId[]): readonly State[] =>
  ids.map((id) => state(id, status));
const verdict = (capabilities: readonly State[], asked = capabilities.map(({ id }) => id)) =>
  judge({ asked, capabilities }, []);

describe('the verdict about what was asked for', () => {
  it.each<[CapabilityStatus, readonly CapabilityId[], string]>([
    ['enabled', ['compute'], 'compute is enabled'],
    ['enabled', ['compute', 'spot'], 'compute and spot are enabled'],
    ['enabled', ['compute', 'storage', 'spot'], 'compute, storage and spot are enabled'],
    ['enabled', [], 'nothing is enabled'],
    ['disabled', ['compute'], 'compute is denied'],
    ['disabled', ['compute', 'storage', 'ports'], 'compute, storage and ports are denied'],
    ['unknown', ['compute'], 'compute was asked for and could not be tested'],
    ['unknown', ['compute', 'storage'], 'compute and storage were asked for and could not be tested'],
  ])('%s: %j', (status, ids, reason) => {
    const [kind, exitCode] = { enabled: ['ready', 0], disabled: ['not-ready', 1], unknown: ['undecided', 3] }[
      status
    ] as [string, number];
    expect(verdict(all(status, ...ids))).toEqual({ kind, exitCode, reason });
  });

  it('is not about anything else', () => {
    const states = [...all('enabled', 'compute'), ...all('disabled', 'storage'), ...all('unknown', 'spot')];
    expect(verdict(states, ['compute']).kind).toBe('ready');
    expect(verdict(states, ['compute', 'spot']).reason).toMatch(/^spot was/);
    expect(verdict(states, ['storage', 'spot']).reason).toBe('storage is denied');
  });

  it('gives the first condition that decides as its reason', () => {
    const states = [
      state('compute', 'disabled', [
        { id: 'identity', decision: 'unknown', reason: 'nobody knows' },
        { id: 'region', decision: 'denied', reason: 'no region' },
        { id: 'role', decision: 'denied', reason: 'no role' },
      ]),
    ];
    expect(verdict(states).reason).toBe('no region');
    const unknown = [
      state('compute', 'unknown', [{ id: 'role', decision: 'unknown', reason: 'nobody knows' }]),
    ];
    expect(verdict(unknown).reason).toBe('nobody knows');
    const { conditions: _none, ...bare } = state('compute', 'disabled');
    expect(judge({ asked: ['compute'], capabilities: [bare] }, []).reason).toBe('compute is denied');
  });

  describe('about an identity that AWS or boto3 refuses', () => {
    const refused = state('compute', 'disabled', [
      { id: 'identity', decision: 'denied', reason: 'AWS refuses the key' },
      { id: 'region', decision: 'unknown', reason: 'x' },
    ]);
    const error = (
      code: FindingCode,
      cause?: FindingCode,
      severity: 'error' | 'warning' = 'error',
    ): Finding => ({
      ...finding(code, { severity, detail: '' }),
      cause,
    });
    const reasonOf = (findings: readonly Finding[], compute = refused) =>
      judge({ asked: ['compute'], capabilities: [compute] }, findings).reason;
    const quoted = error('config-quoted-value');
    const symptom = error('access-key-invalid', 'config-quoted-value');
    const title = quoted.title.charAt(0).toLowerCase() + quoted.title.slice(1);

    it('is the setting that causes it, where one does', () => {
      expect(reasonOf([quoted, symptom])).toBe(title);
      expect(reasonOf([error('config-inline-comment'), quoted, symptom])).toBe(title);
    });

    it('is what is said of it, where nothing causes it', () => {
      expect(reasonOf([error('access-key-invalid')])).toBe('AWS refuses the key');
      expect(reasonOf([quoted, error('access-key-invalid')])).toBe('AWS refuses the key');
      expect(reasonOf([quoted, error('access-key-invalid', 'config-quoted-value', 'warning')])).toBe(
        'AWS refuses the key',
      );
      expect(reasonOf([error('config-quoted-value', 'config-inline-comment'), symptom])).toBe(
        'AWS refuses the key',
      );
    });

    it('is not the profile that was chosen', () => {
      const chosen = [
        error('profile-from-environment'),
        error('access-key-invalid', 'profile-from-environment'),
      ];
      expect(reasonOf(chosen)).toBe('AWS refuses the key');
    });

    it('is not the setting where something else is denied', () => {
      const region = state('compute', 'disabled', [
        { id: 'identity', decision: 'allowed', reason: 'x' },
        { id: 'region', decision: 'denied', reason: 'no region' },
      ]);
      expect(reasonOf([quoted, symptom], region)).toBe('no region');
    });

    it('leaves names in capitals as they are', () => {
      const titled = (text: string) => reasonOf([{ ...quoted, title: text }, symptom]);
      expect(titled('AWS_PROFILE is wrong')).toBe('AWS_PROFILE is wrong');
      expect(titled('A key is wrong')).toBe('a key is wrong');
      expect(titled('boto3 Reads it')).toBe('boto3 Reads it');
    });
  });
});

describe("AWS in SkyPilot's words", () => {
  it.each<[CapabilityStatus, CapabilityStatus, string]>([
    ['enabled', 'enabled', 'enabled'],
    ['enabled', 'disabled', 'enabled'],
    ['disabled', 'enabled', 'enabled'],
    ['unknown', 'enabled', 'enabled'],
    ['disabled', 'disabled', 'disabled'],
    ['disabled', 'unknown', 'inconclusive'],
    ['unknown', 'unknown', 'inconclusive'],
  ])('compute %s, storage %s: %s', (compute, storage, expected) => {
    expect(awsStatus([state('compute', compute), state('storage', storage)])).toBe(expected);
  });

  it('are about compute and storage alone', () => {
    expect(awsStatus([...all('disabled', 'compute', 'storage'), ...all('enabled', 'spot')])).toBe('disabled');
    expect(awsStatus([...all('unknown', 'compute', 'storage'), ...all('enabled', 'spot')])).toBe(
      'inconclusive',
    );
  });
});
