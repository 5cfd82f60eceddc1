import type { AwsFailure, AwsResult } from '../aws/model.ts';
import type { Evidence, Need } from './model.ts';
import { type EvaluationResult, readEvidence } from './simulation-answer.ts';
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
  /** By the id of the need. Needs without an entry were not asked about. */
  readonly evidence: ReadonlyMap<string, Evidence>;
}

/** IAM throttles the simulator early and does not say where; a few calls at a time stay below that. */
const CALLS_AT_ONCE = 3;
/** Far above what any call needs: a server that hands out markers for ever is stopped here. */
const MAX_PAGES = 50;

type CallAnswer =
  | { readonly kind: 'results'; readonly results: readonly EvaluationResult[] }
  | { readonly kind: 'failed'; readonly failure: AwsFailure };

/** Nothing was asked of the simulator, for a reason that is told. */
export function noSimulation(reason: string): Simulation {
  return { outcome: { kind: 'not-tried', reason }, evidence: new Map() };
}

/**
 * Asks the simulator about every call of the plan.
 *
 * @param candidates - the ARNs that the principal may have, likeliest first; the first that IAM knows is used
 * @param calls - the plan, made for one candidate (`principalArn` gives the plan of another)
 */
export async function simulate(
  candidates: readonly string[],
  planFor: (principalArn: string) => readonly SimulationCall[],
  page: SimulatePage,
): Promise<Simulation> {
  for (const principalArn of candidates) {
    const calls = planFor(principalArn);
    const [first, ...rest] = calls;
    if (first === undefined) return noSimulation('no requirement to simulate');
    // Where there is but one candidate nothing waits for the first answer.
    const lead = candidates.length > 1 ? await runCall(principalArn, first, page) : undefined;
    if (lead?.kind === 'failed' && isWrongPrincipal(lead.failure)) continue;
    const answers = await runCalls(principalArn, lead === undefined ? calls : rest, page);
    return conclude(principalArn, calls, lead === undefined ? answers : [lead, ...answers]);
  }
  return { outcome: { kind: 'principal-not-found', candidates }, evidence: new Map() };
}

async function runCalls(
  principalArn: string,
  calls: readonly SimulationCall[],
  page: SimulatePage,
): Promise<readonly CallAnswer[]> {
  const answers: CallAnswer[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < calls.length; index = next++) {
      const call = calls[index];
      if (call === undefined) return;
      const refusal = hopeless(answers);
      answers[index] =
        refusal === undefined
          ? await runCall(principalArn, call, page)
          : { kind: 'failed', failure: refusal };
    }
  };
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, worker));
  return answers;
}

/** The failure that makes further calls pointless: every answer so far, and more than one, refused the simulator itself. */
function hopeless(answers: readonly CallAnswer[]): AwsFailure | undefined {
  const given = Object.values(answers);
  if (given.length < 2) return undefined;
  let refusal: AwsFailure | undefined;
  for (const answer of given) {
    if (answer.kind === 'results' || !isRefusal(answer.failure)) return undefined;
    refusal = answer.failure;
  }
  return refusal;
}

async function runCall(principalArn: string, call: SimulationCall, page: SimulatePage): Promise<CallAnswer> {
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
    for (const need of call.needs) {
      if (answer !== undefined) evidence.set(need.id, toEvidence(need, call, answer));
    }
  });
  return { outcome: outcomeOf(principalArn, answers), evidence };
}

function toEvidence(need: Need, call: SimulationCall, answer: CallAnswer): Evidence {
  if (answer.kind === 'results') return readEvidence(need, answer.results, call.resourceArns.length);
  return { kind: 'simulation', decision: 'unknown', reason: failureReason(answer.failure) };
}

function failureReason(failure: AwsFailure): string {
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
