import { describe, expect, it } from 'vitest';
import { withPathsInside, withPathsOfAll, workspaceOf } from '../../src/check/workspace-paths.ts';
import type { Report } from '../../src/report/report.ts';
import { findingOf, reportOf } from '../report/report-of.ts';

const at = (file: string) => ({ file, line: 3 });
const found = (...files: readonly string[]) =>
  reportOf({ findings: files.map((file) => findingOf({ at: at(file), places: [at(file), at(file)] })) });
const pathsOf = (report: ReturnType<typeof reportOf>) =>
  report.findings.map((finding) => finding.at?.path ?? finding.at?.file);

describe('places in the workspace of a job', () => {
  const job = workspaceOf({
    env: { GITHUB_WORKSPACE: '/home/runner/work/x' },
    cwd: '/home/runner/work/x/sub',
    home: '/home/runner',
  });

  it('of the job are named from its folder on, others not', () => {
    const report = withPathsInside(
      found('~/.aws/config', '~/work/x/aws-config', 'config', '../a b', '../../y', '/home/runner/work/xy'),
      job,
    );
    expect(pathsOf(report)).toEqual([
      '~/.aws/config',
      'aws-config',
      'sub/config',
      'a b',
      '../../y',
      '/home/runner/work/xy',
    ]);
    expect(report.findings[1]?.places?.map(({ path }) => path)).toEqual(['aws-config', 'aws-config']);
  });

  it.each([
    ['/home/ann', '/home/ann'],
    ['/', '/home/ann'],
    ['/home', '/home/ann'],
  ])('are none where the working directory %s holds the home %s', (cwd, home) => {
    expect(pathsOf(withPathsInside(found('~/.aws/config'), { folder: cwd, cwd, home }))).toEqual([
      '~/.aws/config',
    ]);
  });

  it('are those of documents that a person named, wherever they lie', () => {
    const checked: NonNullable<Report['policyCheck']> = {
      account: null,
      partition: 'aws',
      role: 'r',
      documents: ['p.json', '/etc/p.json', '<standard input>'].map(
        (name) => ({ name: `${name} x`, file: name, layer: 'identity', statements: 1 }) as const,
      ),
    };
    const report = withPathsOfAll({ ...found('p.json', '/etc/p.json'), policyCheck: checked }, job);
    expect(pathsOf(report)).toEqual(['sub/p.json', '../../../../etc/p.json']);
    expect(report.policyCheck?.documents.map(({ path }) => path)).toEqual([
      'sub/p.json',
      '../../../../etc/p.json',
      undefined,
    ]);
  });
});
