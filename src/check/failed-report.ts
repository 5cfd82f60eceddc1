import { finding, reportFindings } from '../findings/finding.ts';
import { ask } from '../findings/fix-step.ts';
import { type Report, SCHEMA_VERSION } from '../report/report.ts';
import { isoTime } from '../time.ts';
import type { Verdict } from './verdict.ts';

/** Why there was no check. */
export type Failure =
  /** What was asked for cannot be. */
  | { readonly kind: 'usage'; readonly reason: string }
  /** A bug. The error's message may hold what it was about, so only its kind is said. */
  | { readonly kind: 'bug'; readonly error: unknown };

/**
 * The report of a check that did not take place: nothing is known, and the exit status is that of the command line.
 *
 * @param checkedAt - milliseconds since 1970
 */
export function failedReport(
  failure: Failure,
  asked: readonly string[],
  { version, checkedAt }: { readonly version: string; readonly checkedAt: number },
): Report {
  const nothing = { value: null, type: null, location: null };
  const verdict: Verdict['kind'] = 'undecided';
  return {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: 'skycheck', version },
    cloud: 'aws',
    sandbox: null,
    checkedAt: isoTime(checkedAt),
    status: 'inconclusive',
    verdict,
    verdictReason: failure.kind === 'usage' ? failure.reason : 'skycheck failed',
    exitCode: failure.kind === 'usage' ? 2 : 70,
    next: null,
    asked: [...asked],
    endpoint: null,
    endpointFrom: null,
    enabled: [],
    skyCheck: [],
    required: [...asked],
    profile: nothing,
    credentials: null,
    region: nothing,
    checkedRegion: '',
    identity: null,
    trace: [],
    multiCloud: [],
    capabilities: [],
    role: { name: '', state: 'unknown', arn: null, uses: [] },
    missingPolicy: null,
    findings: failure.kind === 'usage' ? [] : reportFindings([bugFinding(failure.error)]),
  };
}

function bugFinding(error: unknown) {
  const kind = error instanceof Error ? error.name : typeof error;
  return finding('internal-error', {
    detail: `The check stopped with ${kind}, so nothing is known.`,
    fix: [ask('the maintainers of skycheck', `find out why the check stops with ${kind}.`)],
  });
}
