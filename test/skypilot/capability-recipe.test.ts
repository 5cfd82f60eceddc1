/** CONTRIBUTING's recipe "Add a capability", followed with made-up ones: only the data of `requirements.ts` changes. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AllowedOperation } from '../../src/aws/read-only-guard.ts';
import type { Report } from '../../src/report/report.ts';
import type { checkScenario } from '../permissions/check-sandbox.ts';
import { allow, policy, shipped, userWith } from '../sandbox/support.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const REQUIREMENTS_FILE = path.join(ROOT, 'src/skypilot/requirements.ts');

const CAPABILITIES = ['write', 'read', 'described', 'elsewhere'].map(
  (id) => `{ id: 'new-${id}', title: 'a ${id}', without: 'No ${id}', core: false },`,
);

const REQUIREMENTS = `
  requirement('new-write', 'ec2:CreatePlacementGroup', {
    resources: ['placement-group'],
    source: { kind: 'code', ref: 'nowhere' },
    why: 'puts nodes close to each other',
    dryRun: ec2DryRun(
      'CreatePlacementGroup',
      () => ({ GroupName: DRY_RUN_NAME, Strategy: 'cluster' as const }),
    ),
  }),
  requirement('new-write', 'ec2:AttachVolume', {
    resources: ['instance', 'volume'],
    source: { kind: 'code', ref: 'nowhere' },
    why: 'attaches a disk',
    dryRun: ec2DryRun(
      'AttachVolume',
      ({ instance }) => ({ InstanceId: instance, VolumeId: 'vol-0123456789abcdef0', Device: '/dev/sdf' }),
    ),
  }),
  requirement('new-read', 'ec2:DescribeKeyPairs', {
    resources: ['any'],
    source: { kind: 'code', ref: 'nowhere' },
    why: 'lists keys',
    dryRun: ec2DryRun(
      'DescribeKeyPairs',
      () => ({}),
    ),
  }),
  requirement('new-described', 'ec2:DescribeImages', {
    resources: ['any'],
    source: { kind: 'code', ref: 'nowhere' },
    why: 'a read that each check makes',
  }),
  requirement('new-elsewhere', 'fsx:DescribeFileSystems', {
    resources: ['any'],
    source: { kind: 'code', ref: 'nowhere' },
    why: 'a service that the program has no client of',
  }),
`;

const RESOURCE = `
  'placement-group': {
    pattern: 'arn:\${Partition}:ec2:*:\${Account}:placement-group/*',
    concrete: 'arn:\${Partition}:ec2:\${Region}:\${Account}:placement-group/skycheck-dry-run',
  },
`;

/** The data with the new entries at the ends of their lists. */
function withNewEntries(text: string): string {
  return [
    ['CAPABILITY_LIST = [', CAPABILITIES.join('\n')],
    ['RESOURCES = {', RESOURCE],
    ['REQUIREMENT_LIST = [', REQUIREMENTS],
  ].reduce((before, [list = '', entries = '']) => {
    const end = before.slice(before.indexOf(list)).search(/^[\]}] as const/m) + before.indexOf(list);
    return before.slice(0, end) + entries + before.slice(end);
  }, text);
}

interface Program {
  readonly checkScenario: typeof checkScenario;
  readonly ALLOWED_OPERATIONS: readonly AllowedOperation[];
  policyFor(capabilities: readonly string[], scope: object, documentedOnly: boolean): object;
}

const ENTRY = `
export { checkScenario } from './test/permissions/check-sandbox.ts';
export { ALLOWED_OPERATIONS } from './src/aws/read-only-guard.ts';
export { policyFor } from './src/skypilot/policy-document.ts';
`;

/** The program as it is with the new entries; packages are the ones that are installed. */
async function programWithNewEntries(folder: string): Promise<Program> {
  const bundle = await rolldown({
    cwd: ROOT,
    input: 'entry',
    platform: 'node',
    onLog: () => undefined,
    external: (id) => !/^(entry$|\.|\/|[A-Z]:)/.test(id),
    plugins: [
      {
        name: 'new-entries',
        resolveId: (id) => (id === 'entry' ? path.join(ROOT, 'entry.ts') : undefined),
        load: (id) => {
          if (id === path.join(ROOT, 'entry.ts')) return { code: ENTRY, moduleType: 'ts' };
          if (id !== REQUIREMENTS_FILE) return undefined;
          return { code: withNewEntries(readFileSync(id, 'utf8')), moduleType: 'ts' };
        },
      },
    ],
  });
  const { output } = await bundle.write({ dir: folder, format: 'esm' });
  await bundle.close();
  return import(pathToFileURL(path.join(folder, output[0].fileName)).href) as Promise<Program>;
}

// Beside the packages that it imports.
const folder = mkdtempSync(path.join(ROOT, 'node_modules/.new-capability-'));
let program: Program;
beforeAll(async () => {
  program = await programWithNewEntries(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NEW = ['new-write', 'new-read', 'new-described', 'new-elsewhere'];

function newOnes({ capabilities }: Report) {
  return Object.fromEntries(
    capabilities
      .filter(({ id }) => NEW.includes(id))
      .map(({ id, status, requirements }) => [
        id,
        { status, of: requirements.map(({ decision, evidence }) => `${decision} by ${evidence}`) },
      ]),
  );
}

describe('capabilities that are entries of data alone', () => {
  it('may be let out by the guard, as dry runs only', () => {
    const rules = new Map(program.ALLOWED_OPERATIONS.map(({ operation, rule }) => [operation, rule]));
    expect(
      ['CreatePlacementGroup', 'AttachVolume', 'DescribeKeyPairs'].map((name) => rules.get(name)),
    ).toEqual(['dry-run-only', 'dry-run-only', 'dry-run-only']);
    expect(rules.get('DescribeImages')).toBe('always');
    expect(rules.has('DescribeFileSystems')).toBe(false);
  });

  it('are enabled for an administrator, and nothing else is said', async () => {
    const { report, sandbox } = await program.checkScenario(shipped('admin'));
    expect(newOnes(report)).toEqual({
      'new-write': {
        status: 'enabled',
        of: ['allowed by dry-run', 'allowed by simulation', 'allowed by simulation'],
      },
      'new-read': { status: 'enabled', of: ['allowed by dry-run'] },
      'new-described': { status: 'enabled', of: ['allowed by read'] },
      'new-elsewhere': { status: 'enabled', of: ['allowed by simulation'] },
    });
    expect(report.findings).toEqual([]);
    const sent = sandbox.requests().filter(({ operation }) => operation === 'CreatePlacementGroup');
    expect(sent.map(({ dryRun }) => dryRun)).toEqual([true]);
  });

  it('are enabled by the policy that is generated for them', async () => {
    const scope = { partition: 'aws', account: '111122223333', role: 'skypilot-v1' };
    const generated = program.policyFor(['compute', 'new-write', 'new-read', 'new-described'], scope, false);
    const { statuses } = await program.checkScenario(userWith(generated));
    expect(statuses).toMatchObject({
      'new-write': 'enabled',
      'new-read': 'enabled',
      'new-described': 'enabled',
    });
  });

  it('are denied where no policy allows them, and what is missing is one policy', async () => {
    const almost = policy(
      allow(['ec2:Describe*', 'ec2:AttachVolume', 'iam:Get*', 'iam:SimulatePrincipalPolicy']),
      {
        Effect: 'Deny',
        Action: 'ec2:DescribeKeyPairs',
        Resource: '*',
      },
    );
    const required = NEW as never[];
    const { report } = await program.checkScenario(userWith(almost), { required });
    expect(newOnes(report)).toMatchObject({
      'new-write': {
        status: 'disabled',
        of: ['denied by dry-run', 'allowed by simulation', 'allowed by simulation'],
      },
      'new-read': { status: 'disabled', of: ['denied by dry-run'] },
      'new-described': { status: 'enabled' },
      'new-elsewhere': { status: 'disabled', of: ['denied by simulation'] },
    });
    expect(report.exitCode).toBe(1);
    const missing = JSON.stringify(report.missingPolicy);
    expect(missing).toContain('ec2:CreatePlacementGroup');
    expect(missing).toContain('arn:aws:ec2:*:111122223333:placement-group/*');
    expect(missing).toContain('fsx:DescribeFileSystems');
  });
});
