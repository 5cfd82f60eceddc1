import { withPathsOfAll, workspaceOf } from '../../check/workspace-paths.ts';
import { checkPolicies } from '../../check-policies.ts';
import { FORMAT_NAMES } from '../../report/formats/formats.ts';
import { withRules } from '../../report/pipeline-rules.ts';
import { type LaunchSettings, launchSettings } from '../../skypilot/launch.ts';
import { configFile, refuseBadConfig } from '../config-flag.ts';
import type { CliContext } from '../context.ts';
import { UsageError } from '../exit.ts';
import { refuseUnknownCodes } from '../finding-code.ts';
import { printing } from '../print-report.ts';
import { launchWishes } from './launch-options.ts';
import type { PolicyCheckOptions } from './policy-options.ts';
import { readSources, refusal } from './policy-sources.ts';
import { withProjectConfig } from './project-options.ts';
import { rulesOf } from './report-options.ts';

/** As `skycheck aws` assumes it: by SkyPilot's configuration and the options. */
async function launchOf(options: PolicyCheckOptions, context: CliContext): Promise<LaunchSettings> {
  const { loadSkyConfig } = await import('../../skypilot/sky-config.ts');
  const { config } = await loadSkyConfig(context.host, configFile(options, context));
  return launchSettings(config, launchWishes(options), context.host);
}

/** Runs `skycheck policy check`. */
export async function runPolicyCheck(
  files: readonly string[],
  given: PolicyCheckOptions,
  context: CliContext,
): Promise<number> {
  refuseUnknownCodes(given);
  const options = await withProjectConfig(given, FORMAT_NAMES, context);
  const { account, partition, region, role, boundary, scp = [] } = options;
  if (files.length === 0) {
    throw new UsageError(
      'Name the files with the policies; - is standard input.',
      'For the trust policy of a role: skycheck policy check --trust FILE --claims FILE',
    );
  }
  const names = [...files, ...(boundary === undefined ? [] : [boundary]), ...scp];
  await refuseBadConfig(options, context);
  const launch = await launchOf(options, context);
  const sources = await readSources(names, context);
  const answer = checkPolicies({
    identity: sources.slice(0, files.length),
    who: options.identity,
    boundary: boundary === undefined ? undefined : sources[files.length],
    serviceControl: sources.slice(names.length - scp.length),
    stated: { account, partition, region, role: role ?? launch.profile.name },
    launch,
    required: options.require,
    version: context.version,
    now: context.host.now(),
  });
  if (answer.kind === 'refused') throw refusal(answer.problems);
  if (answer.kind === 'several-accounts') {
    throw new UsageError(
      `These policies name several accounts: ${answer.accounts.join(', ')}.`,
      'Choose one with --account.',
    );
  }
  const report = withPathsOfAll(answer.report, workspaceOf(context.host));
  return printing(options, context, async () => withRules({ kind: 'single', report }, rulesOf(options)));
}
