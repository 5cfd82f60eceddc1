import { jsonText, line } from '../../printable.ts';
import { proofSentences } from '../../report/proof-words.ts';
import type { Report } from '../../report/report.ts';
import { verdictSentence } from '../../report/verdict-words.ts';
import type { CliContext } from '../context.ts';
import { EXIT, UsageError } from '../exit.ts';
import { reportFor } from './aws-run.ts';
import type { GenerateOptions } from './policy-options.ts';

/**
 * Runs `skycheck policy generate --missing`: the check of `skycheck aws`, and of its report the one document that
 * grants what is missing.
 *
 * @returns 0 where a document is printed or nothing is missing; otherwise the status of the check
 */
export async function runMissing(options: GenerateOptions, context: CliContext): Promise<number> {
  const isPlain = options.for === 'user' && !options.documentedOnly && options.format === 'json';
  if (options.with !== undefined || !isPlain) {
    throw new UsageError(
      '--missing does not go with --with, --for, --format and --documented-only.',
      'What it is for is chosen by --require, as with skycheck aws.',
    );
  }
  const checked = await reportFor(checkOptions(options), context);
  if (checked === undefined) return EXIT.inconclusive;
  if (checked.kind !== 'single') throw new UsageError('--profile: --missing is about one profile.');
  const { report } = checked;
  if (report.missingPolicy !== null) {
    context.terminal.stdout.write(jsonText(report.missingPolicy));
    for (const sentence of proofSentences(report)) context.terminal.stderr.write(line`${sentence}\n`);
    return EXIT.ok;
  }
  context.terminal.stderr.write(line`skycheck: ${whyNothing(report)}\n`);
  return report.exitCode;
}

function whyNothing(report: Report): string {
  if (report.verdict === 'ready') return 'nothing that was asked for is missing.';
  return `no statement would help. ${verdictSentence(report)} See skycheck aws -v.`;
}

function checkOptions(options: GenerateOptions): Parameters<typeof reportFor>[0] {
  const { refresh, timeout, endpointUrl, profile, require, region, config, sandbox, withPolicy } = options;
  return {
    refresh,
    timeout,
    require,
    withPolicy,
    profile: profile === undefined ? [] : [profile],
    ...(endpointUrl === undefined ? {} : { endpointUrl }),
    region: region === undefined ? [] : [region],
    allRegions: false,
    ...(config === undefined ? {} : { config }),
    ...(sandbox === undefined ? {} : { sandbox }),
    allProfiles: false,
    offline: false,
    simulate: true,
    probe: true,
    spot: false,
    quotas: false,
    timings: false,
    ignore: [],
    failOn: [],
    strict: false,
    exitZero: false,
    quiet: true,
    verbose: 0,
    format: 'json',
    report: [],
    annotations: false,
    maskAccount: false,
    bucket: [],
    env: [],
    secret: [],
  };
}
