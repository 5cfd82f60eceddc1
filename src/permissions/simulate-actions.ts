/** Has IAM simulate actions on resources that a task names, whoever does them. */
import type { AwsContext } from '../aws/context.ts';
import { requestedRegion } from '../aws-facts/partitions.ts';
import type { ArnScope } from '../skypilot/requirements.ts';
import type { Evidence } from './decision.ts';
import { failureReason, runCall } from './simulate.ts';
import { simulatorOf } from './simulate-identity.ts';
import { evidenceOfAnswer } from './simulation-answer.ts';
import { commonContext, type SimulatedCaller, type SimulationContextEntry } from './simulation-plan.ts';

/** Actions on one resource, in one call. */
export interface ActionQuestion {
  readonly actions: readonly string[];
  readonly resource: string;
  /** Beside the keys of every request. */
  readonly context?: readonly SimulationContextEntry[];
}

/** Whom to ask about, or why nobody is asked. */
export type Asked =
  | { readonly kind: 'principal'; readonly caller: SimulatedCaller }
  | { readonly kind: 'nobody'; readonly reason: string };

/** What the simulator says of an action on a resource. */
export type ActionEvidence = (action: string, resource: string) => Evidence;

/**
 * One call for each question, side by side; they share the simulator's room with all others.
 *
 * @param scope - where the requests would be sent
 */
export async function simulateActions(
  aws: AwsContext | undefined,
  asked: Asked,
  scope: Pick<ArnScope, 'region' | 'partition'>,
  questions: readonly ActionQuestion[],
): Promise<ActionEvidence> {
  if (asked.kind === 'nobody') return () => unknown(asked.reason);
  if (aws === undefined) return () => unknown('no call was made');
  const { caller } = asked;
  const page = await simulatorOf(aws);
  const answers = await Promise.all(
    questions.map(async ({ actions, resource, context = [] }) => {
      const [first = ''] = actions;
      const call = {
        actionNames: actions,
        resourceArns: [resource],
        contextEntries: [
          ...commonContext(scope, caller, requestedRegion(first, scope.partition, scope.region)),
          ...context,
        ],
        permissions: [],
        longTermKey: caller.longTermKey === true,
      };
      return { actions, resource, answer: await runCall(caller.principalArn, call, page) };
    }),
  );
  const found = new Map(
    answers.flatMap(({ actions, resource, answer }) =>
      actions.map((action): [string, Evidence] => {
        if (answer.kind === 'failed')
          return [keyOf(action, resource), unknown(failureReason(answer.failure))];
        const permission = {
          ...{ requirement: { action }, resource, context: NO_CONTEXT },
          resourceKind: 'any' as const,
        };
        const longTerm = caller.longTermKey === true;
        return [keyOf(action, resource), evidenceOfAnswer(permission, answer.results, 1, longTerm)];
      }),
    ),
  );
  return (action, resource) =>
    found.get(keyOf(action, resource)) ?? unknown('the simulator was not asked about it');
}

const NO_CONTEXT = { entries: [], unknown: [], absent: [] };

function keyOf(action: string, resource: string): string {
  return `${action.toLowerCase()} ${resource}`;
}

function unknown(reason: string): Evidence {
  return { kind: 'simulation', decision: 'unknown', reason };
}
