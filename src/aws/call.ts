import { isRegionNameAccepted } from '../aws-facts/regions.ts';
import type { AwsFailure, AwsResult, CustomEndpoint, FailureKind, ServiceName } from './aws-result.ts';
import type { LazyClient } from './client.ts';
import type { AwsContext } from './context.ts';
import { type EndpointPlan, planEndpoint } from './endpoints.ts';
import { type CallFacts, classify, malformedAnswer } from './errors.ts';
import { type Redact, redactor } from './redact.ts';
import { abortFailure } from './transport-error.ts';

/** One call: what is sent, and what its answer must look like. */
export interface Call<Client, Output, Value> {
  readonly operation: string;
  /** Undefined for the service's global endpoint. */
  readonly region: string | undefined;
  /** Values sent along that no message may show. */
  readonly secrets?: readonly string[];
  send(client: Client): Promise<Output>;
  /** The answer's value; undefined where the answer is not what the operation answers with. */
  read(output: Output): Value | undefined;
  /** A value for what the SDK throws as an error and is none, such as a dry run's answer. */
  readError?(failure: AwsFailure): Value | undefined;
}

/**
 * Sends one call, again where that can help, and returns how it ended. Never throws.
 *
 * Throttled calls are sent up to 5 times, server errors up to 3 times, dropped connections twice, with growing
 * waits that the context's signal cuts short. Anything else fails at once.
 */
export async function callAws<Client, Output, Value>(
  context: AwsContext,
  clients: LazyClient<Client>,
  call: Call<Client, Output, Value>,
): Promise<AwsResult<Value>> {
  const facts = callFacts(context, clients.service, call);
  const plan = planCall(clients.service, call.region, context);
  if (plan.kind === 'refused') return failed(refusal(facts(), plan.why));
  for (let attempt = 1; ; attempt++) {
    const startedAt = context.now();
    const result = await sendOnce(context, clients, call, plan.plan, facts);
    context.onRequest?.({
      service: clients.service,
      operation: call.operation,
      region: call.region,
      startedAt,
      endedAt: context.now(),
      attempt,
      outcome: result.kind === 'ok' ? 'ok' : result.failure.kind,
    });
    if (result.kind === 'ok') return result;
    const { failure } = result;
    const wait = waitAfter(failure.kind, failure.code, attempt);
    const again = wait !== undefined && (await context.pause(wait, context.signal));
    if (!again) return failed(attempt === 1 ? failure : { ...failure, attempts: attempt });
  }
}

async function sendOnce<Client, Output, Value>(
  context: AwsContext,
  clients: LazyClient<Client>,
  call: Call<Client, Output, Value>,
  plan: EndpointPlan,
  facts: () => CallFacts,
): Promise<AwsResult<Value>> {
  try {
    if (context.shared.closed || context.signal.aborted) throw abortFailure(context.signal);
    const output = await call.send(clients.get(context, plan));
    const value = call.read(output);
    if (value !== undefined) return { kind: 'ok', value };
    return failed(malformedAnswer(facts(), `The answer is not what ${call.operation} answers with.`));
  } catch (error) {
    const failure = classify(error, facts());
    const value = call.readError?.(failure);
    return value === undefined ? failed(failure) : { kind: 'ok', value };
  }
}

function failed(failure: AwsFailure): { readonly kind: 'failed'; readonly failure: AwsFailure } {
  return { kind: 'failed', failure };
}

function refusal(facts: CallFacts, why: { readonly code: string; readonly message: string }): AwsFailure {
  return { kind: 'other', service: facts.service, operation: facts.operation, ...why };
}

type CallPlan =
  | { readonly kind: 'plan'; readonly plan: EndpointPlan }
  | { readonly kind: 'refused'; readonly why: { readonly code: string; readonly message: string } };

function planCall(service: ServiceName, region: string | undefined, context: AwsContext): CallPlan {
  if (region !== undefined && !isRegionNameAccepted(region)) {
    const message = "The region's name is not in a format that AWS uses.";
    return { kind: 'refused', why: { code: 'InvalidRegion', message } };
  }
  const plan = planEndpoint(service, region, context.endpoints);
  if (plan.kind === 'plan') return plan;
  return {
    kind: 'refused',
    why: { code: 'InvalidEndpoint', message: `${plan.problem.location}: ${plan.problem.message}` },
  };
}

/** The facts of a call, put together only where one fails. */
function callFacts<Client, Output, Value>(
  context: AwsContext,
  service: ServiceName,
  call: Call<Client, Output, Value>,
): () => CallFacts {
  let redact: Redact | undefined;
  return () => {
    redact ??= redactorFor(context, call.secrets ?? []);
    const choice = context.endpoints.choose(service);
    return {
      service,
      operation: call.operation,
      ...(choice.kind === 'custom' ? { endpoint: endpointOf(choice) } : {}),
      temporaryCredentials: context.credentials?.sessionToken !== undefined,
      now: context.now(),
      redact,
    };
  };
}

function endpointOf({ url, location, variable }: CustomEndpoint): CustomEndpoint {
  return { url: withoutSecrets(url), location, ...(variable === undefined ? {} : { variable }) };
}

function redactorFor(context: AwsContext, secrets: readonly string[]): Redact {
  const { credentials } = context;
  const { secretAccessKey, sessionToken, accessKeyId } = credentials ?? {};
  const values = [secretAccessKey, sessionToken, ...context.secrets, ...secrets];
  return redactor({
    values: values.filter((value) => value !== undefined),
    accessKeyIds: accessKeyId === undefined ? [] : [accessKeyId],
  });
}

/** How often a kind of failure is tried in all, and the first wait in milliseconds. */
const RETRIES: Partial<Record<FailureKind, { readonly attempts: number; readonly firstWaitMs: number }>> = {
  throttled: { attempts: 5, firstWaitMs: 500 },
  'server-error': { attempts: 3, firstWaitMs: 200 },
  network: { attempts: 2, firstWaitMs: 100 },
};

/** Of network failures only those that a second attempt can help: a name that does not resolve stays so. */
const TRANSIENT_NETWORK_CODES: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'EAI_AGAIN']);

/** Half fixed and half random, so that calls throttled together do not come back together. */
function waitAfter(kind: FailureKind, code: string, attempt: number): number | undefined {
  const policy = RETRIES[kind];
  if (policy === undefined || attempt >= policy.attempts) return undefined;
  if (kind === 'network' && !TRANSIENT_NETWORK_CODES.has(code)) return undefined;
  const whole = policy.firstWaitMs * 2 ** (attempt - 1);
  return whole / 2 + (Math.random() * whole) / 2;
}

/** A URL may name a user and a password. */
function withoutSecrets(text: string): string {
  const url = new URL(text);
  return `${url.protocol}//${url.host}${url.pathname === '/' ? '' : url.pathname}`;
}
