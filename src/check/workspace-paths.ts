/** Where files lie in the workspace of a pipeline: the formats that point at files name them from its folder on. */
import * as path from 'node:path';
import type { Host } from '../host.ts';
import type { ReportFinding } from '../report/report.ts';
import type { Report } from '../report/schema.ts';

export interface Workspace {
  readonly folder: string;
  readonly cwd: string;
  readonly home: string;
}

/**
 * The checkout of the job, where a runner names it; otherwise the working directory.
 *
 * Source: GitHub Docs, "Variables reference", GITHUB_WORKSPACE.
 */
export function workspaceOf({ env, cwd, home }: Pick<Host, 'env' | 'cwd' | 'home'>): Workspace {
  return { folder: env.GITHUB_WORKSPACE || cwd, cwd, home };
}

/** What may be inside of a workspace: the places of findings, and documents. */
interface Placed {
  readonly findings: readonly ReportFinding[];
  readonly policyCheck?: Report['policyCheck'];
}

/**
 * Adds the paths of files that lie in the workspace. Where that is the home or above it there is none: what lies there
 * belongs to the person, not to a checkout.
 */
export function withPathsInside<T extends Placed>(report: T, workspace: Workspace): T {
  const { folder, home } = workspace;
  if (isInside(path.relative(folder, home))) return report;
  return withPaths(report, (file) => {
    const relative = relativePath(file, workspace);
    return isInside(relative) ? relative : undefined;
  });
}

/** Adds the paths of all files: those that a person named, wherever they lie. */
export function withPathsOfAll<T extends Placed>(report: T, workspace: Workspace): T {
  return withPaths(report, (file) => (/^<.*>$/.test(file) ? undefined : relativePath(file, workspace)));
}

function isInside(relative: string): boolean {
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

function relativePath(file: string, { folder, cwd, home }: Workspace): string {
  const whole = file.startsWith('~/') ? path.join(home, file.slice(2)) : file;
  return path.relative(path.resolve(cwd, folder), path.resolve(cwd, whole));
}

function withPaths<T extends Placed>(report: T, pathOf: (file: string) => string | undefined): T {
  const add = <P extends { readonly file: string }>(place: P): P => {
    const found = pathOf(place.file);
    return found === undefined ? place : { ...place, path: found.replaceAll(path.sep, '/') };
  };
  const findings = report.findings.map((finding) => ({
    ...finding,
    at: finding.at === null ? null : add(finding.at),
    ...(finding.places === undefined ? {} : { places: finding.places.map(add) }),
  }));
  const { policyCheck } = report;
  if (policyCheck === undefined) return { ...report, findings };
  const documents = policyCheck.documents.map((document) => {
    const { path: found } = add<{ file: string; path?: string }>({ file: document.file ?? document.name });
    return found === undefined ? document : { ...document, path: found };
  });
  return { ...report, findings, policyCheck: { ...policyCheck, documents } };
}
