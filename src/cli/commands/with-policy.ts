/** `--with-policy`: policies that the identity is supposed to have. */
import type { AddedPolicy } from '../../policy/added-policies.ts';
import type { CliContext } from '../context.ts';
import { UsageError } from '../exit.ts';
import { readSources, refusal } from './policy-sources.ts';

/**
 * @param files - as typed; `-` is standard input
 * @returns undefined where none are named
 */
export async function readAddedPolicies(
  files: readonly string[],
  context: Pick<CliContext, 'host' | 'readStandardInput'>,
): Promise<readonly AddedPolicy[] | undefined> {
  if (files.length === 0) return undefined;
  const sources = await readSources(files, context);
  const { addedPolicies } = await import('../../policy/added-policies.ts');
  const added = addedPolicies(sources);
  if (added.kind === 'refused') throw refusal(added.problems);
  if (added.policies.length === 0)
    throw new UsageError(`--with-policy: there is no policy of an identity in ${files.join(', ')}.`);
  return added.policies;
}
