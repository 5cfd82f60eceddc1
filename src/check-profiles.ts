/** The check of several profiles: side by side, a bounded number at a time, none held up by another. */

import { inParallel } from './aws/in-parallel.ts';
import { readSky } from './check/check-inputs.ts';
import type { CheckRequest } from './check/request.ts';
import { shareByKey } from './check/sharing.ts';
import { checkResolved, type Progress } from './check.ts';
import { type ResolutionFiles, resolveFrom } from './credentials/resolve.ts';
import type { Host } from './host.ts';
import { sideBySide } from './report/document.ts';
import type { ProfileReports } from './report/report.ts';

/** A few calls of each are under way at once, so this many profiles keep a network busy and no service throttled. */
const PROFILES_AT_ONCE = 8;

/**
 * Checks the profiles, in their order in the result.
 *
 * The files are read once. Profiles with the same principal and region share the calls that ask what it may do.
 *
 * @param names - as given by `chooseProfiles`
 */
export async function checkProfiles(
  names: readonly string[],
  files: ResolutionFiles,
  request: CheckRequest,
  host: Host,
  progress: Progress,
): Promise<ProfileReports> {
  const sharing = shareByKey();
  const sky = await readSky(request, host);
  const unseen: Progress = { step: () => undefined };
  let done = 0;
  progress.step(`0 of ${names.length} profiles checked…`);
  const reports = await inParallel(names, PROFILES_AT_ONCE, async (name) => {
    const inputs = { skyConfig: sky, resolution: resolveFrom(files, host.env, name) };
    const report = await checkResolved(inputs, { ...request, profile: name }, host, unseen, sharing);
    done += 1;
    progress.step(`${done} of ${names.length} profiles checked…`);
    return report;
  });
  return sideBySide(reports);
}
