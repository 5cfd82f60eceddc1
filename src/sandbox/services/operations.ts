/** What a service's file offers to the router. */
import type { HttpAnswer, PublicCall, ServiceCall } from '../service-call.ts';
import type { XmlFields } from '../xml.ts';

/** Operations of the Query and EC2 protocols: each gives the fields of its result, or throws an `ApiError`. */
export type QueryOperations = ReadonlyMap<string, (call: ServiceCall) => XmlFields>;

/** Operations that make their whole answer. */
export type HttpOperations = ReadonlyMap<string, (call: ServiceCall) => HttpAnswer>;

/** Operations of the Query protocol that carry no signature. */
export type PublicQueryOperations = ReadonlyMap<string, (call: PublicCall) => XmlFields>;
