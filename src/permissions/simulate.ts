import type { AwsFailure, AwsResult } from '../aws/aws-result.ts';
import type { Evidence, RequiredPermission } from './decision.ts';
import { withDenialCaveats } from './denial-caveat.ts';
import { type EvaluationResult, evidenceOfAnswer } from './simulation-answer.ts';
import type { SimulationCall } from './simulation-plan.ts';

/** One page of SimulatePrincipalPolicy's answer. */
export interface SimulationPage {
  readonly results: readonly EvaluationResult[];
  /** Where the next page starts; undefined after the last one. */
  readonly marker: string | undefined;
}

/** Sends one request for one page; injected, so that the rules here need no AWS SDK. */
export type SimulatePage = (
  policySourceArn: string,
  call: SimulationCall,
  marker: string | undefined,
) => Promise<AwsResult<SimulationPage>>;

/** How simulating went as a whole. */
export type SimulationOutcome =
  | { readonly kind: 'done'; readonly principalArn: string; readonly failures: readonly AwsFailure[] }
  /** This identity may not call the simulator. */
  | { readonly kind: 'not-allowed'; readonly principalArn: string; readonly failure: AwsFailure }
  /** The endpoint has no simulator, as most emulators. */
  | { readonly kind: 'unsupported'; readonly failure: AwsFailure }
  /** No candidate for the principal's ARN is known to IAM. */
  | { readonly kind: 'principal-not-found'; readonly candidates: readonly string[] }
  /** The identity cannot be simulated, or nobody asked. */
  | { readonly kind: 'not-tried'; readonly reason: string };

export interface Simulation {
  readonly outcome: SimulationOutcome;
  /** By the id of the permission. Permissions without an entry were not asked about. */
  readonly evidence: ReadonlyMap<string, Evidence>;
}

/** So many tell whether asking is of any use. */
const FIRST_CALLS = 3;
/** Far above what any call needs: a server that hands out markers for ever is stopped here. */
const MAX_PAGES = 50;

type CallAnswer =
  | { readonly kind: 'results'; readonly results: readonly EvaluationResult[] }
  | { readonly kind: 'failed'; readonly failure: AwsFailure };

/** Nothing was asked of the simulator, for a reason that is given. */
export function noSimulation(reason: string): Simulation {
  return { outcome: { kind: 'not-tried', reason }, evidence: new Map() };
}

/** A simulation whose first calls were answered. */
export interface StartedSimulation {
  /** What the first answers tell of the simulator. */
  readonly outcome: SimulationOutcome;
  readonly whole: Promise<Simulation>;
}

/**
 * Asks the simulator about every call of the plan; how many at a time is for `page` to say.
 *
 * @param candidates - the ARNs that the principal may have, likeliest first; the first that IAM answers for is used
 * @param planFor - the plan for a candidate
 * @param firstCalls - so many are answered before the others are sent
 */
export async function simulate(
  candidates: readonly string[],
  planFor: (principalArn: string) => readonly SimulationCall[],
  page: SimulatePage,
  firstCalls = FIRST_CALLS,
): Promise<Simulation> {
  return (await startSimulation(candidates, planFor, page, firstCalls)).whole;
}

/** The same in two steps. */
export async function startSimulation(
  candidates: readonly string[],
  planFor: (principalArn: string) => readonly SimulationCall[],
  page: SimulatePage,
  firstCalls = FIRST_CALLS,
): Promise<StartedSimulation> {
  const trials = await Promise.all(
    candidates.map(async (principalArn): Promise<Trial> => {
      const calls = planFor(principalArn);
      const [first] = calls;
      // Where there is but one candidate nothing waits for the first answer.
      const isLone = candidates.length === 1 || first === undefined;
      return { principalArn, calls, lead: isLone ? [] : [await runCall(principalArn, first, page)] };
    }),
  );
  const chosen = chooseTrial(trials);
  if (chosen === undefined) return ended(notFound(candidates));
  const { principalArn, calls, lead } = chosen;
  if (calls.length === 0) return ended(noSimulation('no requirement to simulate'));
  const run = (call: SimulationCall) => runCall(principalArn, call, page);
  const isRefused = lead.length > 0 && lastingFailure(lead) !== undefined;
  const next = isRefused ? [] : calls.slice(lead.length, lead.length + firstCalls);
  const first = [...lead, ...(await Promise.all(next.map(run)))];
  const rest = runRest(calls.slice(first.length), first, run);
  return {
    outcome:
      first.length > 0 && first.every(isUnknownPrincipal)
        ? notFound(candidates).outcome
        : outcomeOf(principalArn, first),
    whole: rest.then((others) => {
      const answers = [...first, ...others];
      return answers.every(isUnknownPrincipal)
        ? notFound(candidates)
        : conclude(principalArn, calls, answers);
    }),
  };
}

/** A simulation that nothing more is asked for. */
export function ended(simulation: Simulation): StartedSimulation {
  return { outcome: simulation.outcome, whole: Promise.resolve(simulation) };
}

function notFound(candidates: readonly string[]): Simulation {
  return { outcome: { kind: 'principal-not-found', candidates }, evidence: new Map() };
}

function isUnknownPrincipal(answer: CallAnswer): boolean {
  return answer.kind === 'failed' && answer.failure.kind === 'not-found';
}

/** A candidate with the answer to its first call; without one where it is the only candidate. */
interface Trial {
  readonly principalArn: string;
  readonly calls: readonly SimulationCall[];
  readonly lead: readonly CallAnswer[];
}

/** IAM refuses before it looks whether there is such a principal: an answer about another candidate counts more. */
function chooseTrial(trials: readonly Trial[]): Trial | undefined {
  const isKnown = ({ lead: [answer] }: Trial) =>
    answer?.kind !== 'failed' || !isWrongPrincipal(answer.failure);
  return trials.find(({ lead: [answer] }) => answer?.kind === 'results') ?? trials.find(isKnown);
}

/** Where the first calls failed in a way that further calls would, those are not sent. */
async function runRest(
  calls: readonly SimulationCall[],
  first: readonly CallAnswer[],
  run: (call: SimulationCall) => Promise<CallAnswer>,
): Promise<readonly CallAnswer[]> {
  const failure = lastingFailure(first);
  if (failure !== undefined) return calls.map((): CallAnswer => ({ kind: 'failed', failure }));
  return Promise.all(calls.map(run));
}

/** The failure that makes further calls pointless: every answer so far is one. */
function lastingFailure(answers: readonly CallAnswer[]): AwsFailure | undefined {
  const failures = answers.flatMap((answer) => (answer.kind === 'failed' ? [answer.failure] : []));
  // Of kind "other" is what IAM says about one call alone.
  const isGeneral = failures.every(({ kind }) => kind !== 'other');
  return isGeneral && failures.length === answers.length ? failures[0] : undefined;
}

/** Asks one call, all of its pages. */
export async function runCall(
  principalArn: string,
  call: SimulationCall,
  page: SimulatePage,
): Promise<CallAnswer> {
  const results: EvaluationResult[] = [];
  let marker: string | undefined;
  for (let count = 0; count < MAX_PAGES; count++) {
    const answer = await page(principalArn, call, marker);
    if (answer.kind === 'failed') return answer;
    results.push(...answer.value.results);
    marker = answer.value.marker;
    if (marker === undefined) return { kind: 'results', results };
  }
  return { kind: 'results', results };
}

function conclude(
  principalArn: string,
  calls: readonly SimulationCall[],
  answers: readonly CallAnswer[],
): Simulation {
  const evidence = new Map<string, Evidence>();
  calls.forEach((call, index) => {
    const answer = answers[index];
    for (const permission of call.permissions) {
      if (answer !== undefined) evidence.set(permission.id, toEvidence(permission, call, answer));
    }
  });
  const permissions = calls.flatMap((call) => call.permissions);
  return { outcome: outcomeOf(principalArn, answers), evidence: withDenialCaveats(permissions, evidence) };
}

function toEvidence(permission: RequiredPermission, call: SimulationCall, answer: CallAnswer): Evidence {
  if (answer.kind === 'results')
    return evidenceOfAnswer(permission, answer.results, call.resourceArns.length, call.longTermKey);
  return { kind: 'simulation', decision: 'unknown', reason: failureReason(answer.failure) };
}

/** Why a call of the simulator decides nothing. */
export function failureReason(failure: AwsFailure): string {
  if (failure.kind === 'denied') return 'this identity may not call the policy simulator';
  if (failure.kind === 'unsupported-operation') return 'the endpoint has no policy simulator';
  return `the policy simulator failed: ${failure.code}`;
}

function outcomeOf(principalArn: string, answers: readonly CallAnswer[]): SimulationOutcome {
  const failures = answers.flatMap((answer) => (answer.kind === 'failed' ? [answer.failure] : []));
  const refusal = failures.find(isRefusal);
  if (refusal === undefined || failures.length < answers.length || !failures.every(isRefusal)) {
    return { kind: 'done', principalArn, failures };
  }
  return refusal.kind === 'denied'
    ? { kind: 'not-allowed', principalArn, failure: refusal }
    : { kind: 'unsupported', failure: refusal };
}

function isRefusal(failure: AwsFailure): boolean {
  return failure.kind === 'denied' || failure.kind === 'unsupported-operation';
}

function isWrongPrincipal(failure: AwsFailure): boolean {
  return (
    failure.kind === 'not-found' || failure.code === 'InvalidInput' || failure.code === 'ValidationError'
  );
}
