import { checkPolicies } from '../../check-policies.ts';
import { type PolicySource, readSource } from '../../policy/read-source.ts';
import type { CliContext } from '../context.ts';
import { UsageError } from '../exit.ts';
import { printReport } from '../print-report.ts';
import type { PolicyCheckOptions } from './policy-options.ts';

/** Runs `skycheck policy check`. */
export async function runPolicyCheck(
  files: readonly string[],
  options: PolicyCheckOptions,
  context: CliContext,
): Promise<number> {
  const { account, partition, region, role, boundary, scp = [] } = options;
  refuseTwiceStandardInput([...files, ...scp, ...(boundary === undefined ? [] : [boundary])]);
  const read = (names: readonly string[]) => readAll(names, context);
  const answer = checkPolicies({
    identity: await read(files),
    boundary: (await read(boundary === undefined ? [] : [boundary]))[0],
    serviceControl: await read(scp),
    stated: { account, partition, region, role },
    required: options.require,
    strict: options.strict,
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
  await printReport(answer.report, options, context);
  return answer.report.exitCode;
}

function refuseTwiceStandardInput(names: readonly string[]): void {
  if (names.filter((name) => name === '-').length > 1) {
    throw new UsageError('Standard input (-) can be read once only.');
  }
}

async function readAll(names: readonly string[], context: CliContext): Promise<readonly PolicySource[]> {
  const reads = await Promise.all(
    names.map(async (name) =>
      name === '-'
        ? readSource('<standard input>', await context.readStandardInput())
        : readSource(name, await context.host.readFile(name)),
    ),
  );
  const reasons = reads.flatMap((read) => (read.kind === 'unreadable' ? read.reason : []));
  if (reasons.length > 0) throw refusal(reasons);
  return reads.flatMap((read) => (read.kind === 'text' ? read.source : []));
}

/** One problem a line, each with its place in front, as compilers print them. */
function refusal([first = '', ...others]: readonly string[]): UsageError {
  return new UsageError(first, others.length === 0 ? undefined : others.join('\n'));
}
