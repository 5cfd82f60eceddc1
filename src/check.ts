/** The story of a check: resolve, load, identify, gather evidence, decide, diagnose, judge, report. */

import { closeAwsContext, withCredentials } from './aws/context.ts';
import { assembleReport } from './check/assemble-report.ts';
import { connect } from './check/connection.ts';
import { gatherFacts } from './check/gather-facts.ts';
import { loadCredentialsOf } from './check/load-credentials.ts';
import type { CheckRequest } from './check/request.ts';
import { judge } from './check/verdict.ts';
import { resolveOffline } from './credentials/resolve.ts';
import { diagnose } from './findings/diagnose.ts';
import type { Host } from './host.ts';
import type { Report } from './report/model.ts';

/** Hears what the check is doing. */
export interface Progress {
  step(text: string): void;
}

/** Checks one profile. Never throws for anything that AWS, a file or the network does: that is in the report. */
export async function check(request: CheckRequest, host: Host, progress: Progress): Promise<Report> {
  const resolution = await resolveOffline(host, request.profile);
  const region = request.region ?? resolution.region.value;
  const aws = await connect(request, resolution, region, host);
  try {
    progress.step('Loading credentials…');
    const credentials = await loadCredentialsOf(resolution, request, host, aws);
    progress.step('Asking AWS what this identity may do…');
    const signed = credentials.kind === 'loaded' ? withCredentials(aws, credentials.credentials) : undefined;
    const facts = await gatherFacts(request, resolution, credentials, signed, host);
    const findings = diagnose(facts);
    const verdict = judge(facts, findings, request.strict);
    return assembleReport(facts, findings, verdict, {
      version: request.version,
      sandbox: request.sandbox,
      checkedAt: host.now(),
    });
  } finally {
    closeAwsContext(aws);
  }
}
