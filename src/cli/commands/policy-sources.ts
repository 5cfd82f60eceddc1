import { type PolicySource, readSource } from '../../policy/read-source.ts';
import type { CliContext } from '../context.ts';
import { UsageError } from '../exit.ts';

/** Reads files, and standard input for `-`, which can be read once only. */
export async function readSources(
  names: readonly string[],
  context: Pick<CliContext, 'host' | 'readStandardInput'>,
): Promise<readonly PolicySource[]> {
  if (names.filter((name) => name === '-').length > 1) {
    throw new UsageError('Standard input (-) can be read once only.');
  }
  const reads = await Promise.all(
    names.map(async (name) =>
      name === '-'
        ? readSource('<standard input>', await context.readStandardInput())
        : readSource(name, await context.host.readFile(name)),
    ),
  );
  const reasons = reads.flatMap((read) => (read.kind === 'unreadable' ? read.reason : []));
  if (reasons.length > 0) throw refusal(reasons);
  const sources = reads.flatMap((read) => (read.kind === 'text' ? read.source : []));
  return Promise.all(sources.map(withYaml));
}

/** The parser is loaded only where a text does not begin as JSON does. */
async function withYaml(source: PolicySource): Promise<PolicySource> {
  if (/^\s*[[{"]/.test(source.text)) return source;
  return { ...source, readYaml: (await import('../../policy/yaml-nodes.ts')).readYaml };
}

/** One problem a line, each with its place in front, as compilers print them. */
export function refusal([first = '', ...others]: readonly string[]): UsageError {
  return new UsageError(first, others.length === 0 ? undefined : others.join('\n'));
}
