/** Assuming roles. Source: STS API reference, AssumeRole and AssumeRoleWithWebIdentity. */

import type { Role } from '../account.ts';
import { ApiError } from '../api-error.ts';
import type { Caller } from '../callers.ts';
import { callerArn, callerUserId } from '../callers.ts';
import type { Cloud } from '../cloud.ts';
import { webIdentityToken } from '../machine.ts';
import type { StoredPolicy } from '../policies.ts';
import { readPolicy, storePolicy } from '../policies.ts';
import type { QueryParams } from '../query-params.ts';
import { listOf, structuresOf } from '../query-params.ts';
import type { MachineScenario } from '../scenario.ts';
import type { CallFacts, PublicCall, ServiceCall } from '../service-call.ts';
import type { SessionFacts } from '../session-facts.ts';
import { PLAIN_SESSION } from '../session-facts.ts';
import { requestTagContext, resourceTagContext, tagsOf } from '../tag-context.ts';
import { mayAssume, trustedWebIdentityProvider } from '../trust.ts';
import type { XmlFields } from '../xml.ts';
import { credentialsFields } from './credentials-fields.ts';

const SHORTEST_SESSION = 900;
const DEFAULT_SESSION = 3_600;
const LONGEST_CHAINED_SESSION = 3_600;

type RoleCaller = Extract<Caller, { kind: 'role' }>;

/** Gives credentials of a role to a caller whom the role trusts and whose own policies let it. */
export function assumeRole(call: ServiceCall): XmlFields {
  const arn = call.params.get('RoleArn') ?? '';
  const sessionName = sessionNameOf(call.params);
  if (call.caller.kind === 'root')
    throw new ApiError(403, 'AccessDenied', 'Roles may not be assumed by root accounts.');
  const role = findRole(call.cloud, arn);
  const session = sessionFacts(call);
  const context = {
    'sts:ExternalId': call.params.get('ExternalId'),
    'sts:RoleSessionName': sessionName,
    'sts:SourceIdentity': call.params.get('SourceIdentity'),
    'sts:TransitiveTagKeys': listOrAbsent(call.params, 'TransitiveTagKeys.member'),
    ...requestTagContext(session.tags),
    ...resourceTagContext('iam', role?.tags ?? {}),
    ...(session.mfaAt === undefined
      ? {}
      : { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '0' }),
  };
  if (call.caller.kind === 'federated' || role === undefined || !mayAssume(call, role, context))
    throw new ApiError(
      403,
      'AccessDenied',
      `User: ${callerArn(call.caller)} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
    );
  const seconds = durationOf(call.params, role, call.caller.kind === 'role');
  const policies = sessionPolicies(call.params, role);
  const caller: RoleCaller = { kind: 'role', account: role.account, role, sessionName, policies };
  return assumedRole(call, caller, seconds, session);
}

/** The same for whoever holds the scenario's web identity token. */
export function assumeRoleWithWebIdentity(call: PublicCall): XmlFields {
  const { machine } = call.cloud.scenario;
  const sessionName = sessionNameOf(call.params);
  if (machine === undefined || call.params.get('WebIdentityToken') !== webIdentityToken(machine))
    throw new ApiError(
      400,
      'InvalidIdentityToken',
      'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
    );
  const role = findRole(call.cloud, call.params.get('RoleArn') ?? '');
  const { subject, audience, claims } = webIdentity(machine);
  const provider =
    role && trustedWebIdentityProvider(role, sessionName, { ...claims, sub: subject, aud: audience });
  if (role === undefined || provider === undefined)
    throw new ApiError(403, 'AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity');
  const seconds = durationOf(call.params, role, false);
  const policies = sessionPolicies(call.params, role);
  const caller: RoleCaller = {
    kind: 'role',
    account: role.account,
    role,
    sessionName,
    policies,
    federatedProvider: provider,
  };
  return {
    ...assumedRole(call, caller, seconds),
    SubjectFromWebIdentityToken: subject,
    Audience: audience,
    Provider: provider,
  };
}

/** What the machine's token says; one that is no web identity has the token all the same, and says nothing. */
function webIdentity(machine: MachineScenario): {
  readonly subject: string;
  readonly audience: string;
  readonly claims: Readonly<Record<string, string>>;
} {
  return machine.kind === 'web-identity' ? machine : { subject: '', audience: '', claims: {} };
}

/** What the session carries: the source identity and transitive tags of a chain are not followed here. */
function sessionFacts(call: ServiceCall): SessionFacts {
  const { params, now } = call;
  const withCode = params.has('SerialNumber') && params.has('TokenCode');
  return {
    tags: tagsOf(params, 'Tags.member'),
    mfaAt: withCode ? now : undefined,
    sourceIdentity: params.get('SourceIdentity') ?? call.temporary?.session.sourceIdentity,
    context: {},
  };
}

function listOrAbsent(params: QueryParams, name: string): readonly string[] | undefined {
  const list = listOf(params, name);
  return list.length > 0 ? list : undefined;
}

function assumedRole(
  call: CallFacts,
  caller: RoleCaller,
  seconds: number,
  session: SessionFacts = PLAIN_SESSION,
): XmlFields {
  return {
    Credentials: credentialsFields(call.keys.issue(caller, call.now, seconds, session)),
    AssumedRoleUser: { AssumedRoleId: callerUserId(caller), Arn: callerArn(caller) },
  };
}

function sessionNameOf(params: QueryParams): string {
  const name = params.get('RoleSessionName') ?? '';
  if (/^[\w+=,.@-]{2,64}$/.test(name)) return name;
  throw validationError(
    `Value '${name}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*`,
  );
}

function validationError(problem: string): ApiError {
  return new ApiError(400, 'ValidationError', `1 validation error detected: ${problem}`);
}

function findRole(cloud: Cloud, arn: string): Role | undefined {
  const account = cloud.accounts.get(arn.split(':')[4] ?? '');
  return [...(account?.roles.values() ?? [])].find((role) => role.arn === arn);
}

function durationOf(params: QueryParams, role: Role, chained: boolean): number {
  const asked = params.get('DurationSeconds');
  const seconds = asked === undefined ? DEFAULT_SESSION : Number(asked);
  if (!Number.isInteger(seconds) || seconds < SHORTEST_SESSION)
    throw validationError(
      `Value '${asked}' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to ${SHORTEST_SESSION}`,
    );
  if (chained && seconds > LONGEST_CHAINED_SESSION)
    throw new ApiError(
      400,
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  if (seconds > role.maxSession)
    throw new ApiError(
      400,
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  return seconds;
}

function sessionPolicies(params: QueryParams, role: Role): readonly StoredPolicy[] {
  const managed = structuresOf(params, 'PolicyArns.member').flatMap(
    (entry) => role.account.policies.get(entry.get('arn') ?? '') ?? [],
  );
  const text = params.get('Policy');
  if (text === undefined) return managed;
  const read = readPolicy(text);
  if (read.kind === 'invalid') throw new ApiError(400, 'MalformedPolicyDocument', read.message);
  return [...managed, storePolicy({ name: 'session policy', type: 'none' }, text)];
}
