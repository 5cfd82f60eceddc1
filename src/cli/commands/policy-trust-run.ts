import { withPathsOfAll, workspaceOf } from '../../check/workspace-paths.ts';
import { checkTrust } from '../../check-trust.ts';
import { FORMAT_NAMES } from '../../report/formats/formats.ts';
import { withRules } from '../../report/pipeline-rules.ts';
import type { CliContext } from '../context.ts';
import { UsageError } from '../exit.ts';
import { refuseUnknownCodes } from '../finding-code.ts';
import { printing } from '../print-report.ts';
import type { PolicyCheckOptions } from './policy-options.ts';
import { readSources, refusal } from './policy-sources.ts';
import { withProjectConfig } from './project-options.ts';
import { rulesOf } from './report-options.ts';

/** Runs `skycheck policy check --trust FILE --claims FILE`. */
export async function runTrustCheck(
  files: readonly string[],
  given: PolicyCheckOptions,
  context: CliContext,
): Promise<number> {
  refuseUnknownCodes(given);
  const { trust, claims, account, partition, identity } = given;
  if (trust === undefined || claims === undefined) {
    throw new UsageError(
      trust === undefined
        ? '--claims goes with --trust.'
        : '--trust needs --claims: the token, or its claims as JSON, to hold the trust policy against.',
      'skycheck policy check --trust trust.json --claims claims.json',
    );
  }
  const beside = ['boundary', 'scp', 'region'].filter((name) => name in given);
  if (files.length > 0 || beside.length > 0 || given.require.length > 0) {
    throw new UsageError(
      '--trust is about who may assume a role: it takes no other policies and no --require.',
    );
  }
  const options = await withProjectConfig(given, FORMAT_NAMES, context);
  const [document, token] = await readSources([trust, claims], context);
  if (document === undefined || token === undefined) throw new UsageError('There is nothing to read.');
  const answer = checkTrust({
    trust: document,
    claims: token,
    account,
    partition,
    role: identity?.replace(/^role\//, ''),
    version: context.version,
    now: context.host.now(),
  });
  if (answer.kind === 'refused') throw refusal(answer.problems);
  const report = withPathsOfAll(answer.report, workspaceOf(context.host));
  return printing(options, context, async () => withRules({ kind: 'trust', report }, rulesOf(options)));
}
