/** What goes wrong on purpose, and when. */
import { ApiError } from './api-error.ts';
import type { Fault } from './scenario.ts';
import type { HttpAnswer, Protocol } from './service-call.ts';

/** The call that a fault may strike. */
export interface FaultTarget {
  readonly service: string;
  readonly operation: string;
  readonly region: string;
}

/** Faults with how often each has struck. */
export interface FaultPlan {
  /** The faults that strike a call, in the order of the scenario; each counts as used. */
  strike(target: FaultTarget): readonly Fault[];
}

/** A plan over faults; those with a `count` wear off. */
export function faultPlan(faults: readonly Fault[]): FaultPlan {
  const used = new Map<Fault, number>();
  return {
    strike: (target) => {
      const striking = faults.filter(
        (fault) =>
          matches(fault, target) && (used.get(fault) ?? 0) < (fault.count ?? Number.POSITIVE_INFINITY),
      );
      // Latency goes with anything; of the rest only the first can strike.
      const first = striking.find((fault) => fault.kind !== 'latency');
      const chosen = striking.filter((fault) => fault.kind === 'latency' || fault === first);
      for (const fault of chosen) used.set(fault, (used.get(fault) ?? 0) + 1);
      return chosen;
    },
  };
}

function matches(fault: Fault, target: FaultTarget): boolean {
  return (['service', 'operation', 'region'] as const).every(
    (key) => fault[key] === undefined || fault[key].toLowerCase() === target[key].toLowerCase(),
  );
}

/** The error of a throttled call. Sources: EC2 and S3 API references; STS, IAM: common errors. */
export function throttleError(protocol: Protocol): ApiError {
  switch (protocol) {
    case 'ec2':
      return new ApiError(503, 'RequestLimitExceeded', 'Request limit exceeded.');
    case 's3':
      return new ApiError(503, 'SlowDown', 'Please reduce your request rate.');
    case 'json':
      return new ApiError(400, 'ThrottlingException', 'Rate exceeded');
    case 'rest-json':
      return new ApiError(429, 'TooManyRequestsException', 'HTTP 429 Unknown Code');
    default:
      return new ApiError(400, 'Throttling', 'Rate exceeded');
  }
}

/** The error of a service that is broken or overloaded. */
export function serverError(protocol: Protocol, status: number): ApiError {
  const code = status === 503 && protocol !== 'ec2' ? 'ServiceUnavailable' : 'InternalError';
  if (status === 503 && protocol === 'ec2')
    return new ApiError(status, 'Unavailable', "The server is overloaded and can't handle the request.");
  if (protocol === 'query' && status === 500)
    return new ApiError(
      status,
      'InternalFailure',
      'The request processing has failed because of an unknown error.',
    );
  return new ApiError(status, code, 'We encountered an internal error. Please try again.');
}

/** A body that a proxy or a broken server might send instead of the answer. */
export function spoil(answer: HttpAnswer, kind: 'malformed' | 'empty'): HttpAnswer {
  if (kind === 'empty') return { ...answer, body: '' };
  const xml = answer.headers['content-type']?.includes('xml') ?? false;
  const body = xml ? '<?xml version="1.0"?><Response><Oops' : '{"oops": ';
  return { ...answer, status: 200, body };
}
