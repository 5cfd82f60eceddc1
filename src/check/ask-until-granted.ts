/** `--wait`: the check, and then what it denied until AWS allows it. */
import type { Facts } from '../findings/facts.ts';
import { listActions } from '../permissions/grants-to-add.ts';
import { askAgain } from './ask-again.ts';
import type { Gathered } from './gather-facts.ts';
import { type Patience, waitForGrant } from './wait-for-grant.ts';

/**
 * @param gather - the whole check once more, after the grant
 * @param say - is told what is waited for
 * @returns the facts of the last whole check, with how the waiting ended
 */
export async function askUntilGranted(
  first: Gathered,
  gather: () => Promise<Gathered>,
  patience: Patience,
  say: (text: string) => void,
): Promise<Facts> {
  let latest = first;
  const { facts, wait } = await waitForGrant(
    first.facts,
    {
      again: (denied) => {
        const { question, facts: before } = latest;
        const permissions = before.capabilities.flatMap((capability) =>
          capability.permissions.map(({ permission }) => permission),
        );
        return askAgain({ question, launch: before.launch, permissions }, denied);
      },
      whole: async () => {
        latest = await gather();
        return latest.facts;
      },
      onWait: (denied) => say(`Waiting until AWS allows ${listActions(denied)}…`),
    },
    patience,
  );
  return { ...facts, wait };
}
