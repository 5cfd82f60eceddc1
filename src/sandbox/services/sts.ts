/** Security Token Service. Source: AWS STS API reference. */
import { ApiError } from '../api-error.ts';
import { authorise } from '../authorise.ts';
import { decodeAuthorizationMessage } from '../authorization-message.ts';
import { callerArn, callerUserId } from '../callers.ts';
import type { ServiceCall } from '../service-call.ts';
import { PLAIN_SESSION } from '../session-facts.ts';
import type { XmlFields } from '../xml.ts';
import { credentialsFields } from './credentials-fields.ts';
import type { PublicQueryOperations, QueryOperations } from './operations.ts';
import { assumeRole, assumeRoleWithWebIdentity } from './sts-assume-role.ts';

/** The operations of STS that are signed. */
export const stsOperations: QueryOperations = new Map([
  ['GetCallerIdentity', getCallerIdentity],
  ['AssumeRole', assumeRole],
  ['GetSessionToken', getSessionToken],
  ['DecodeAuthorizationMessage', decodeMessage],
]);

/** The operations of STS that carry no signature. */
export const stsPublicOperations: PublicQueryOperations = new Map([
  ['AssumeRoleWithWebIdentity', assumeRoleWithWebIdentity],
]);

/** Needs no permission, and cannot be denied. */
function getCallerIdentity({ caller }: ServiceCall): XmlFields {
  return { Arn: callerArn(caller), UserId: callerUserId(caller), Account: caller.account.id };
}

const SHORTEST_SESSION = 900;
const LONGEST_USER_SESSION = 129_600;
const LONGEST_ROOT_SESSION = 3_600;

/** Needs no permission either, but can be denied: the identity policy does not have to allow it. */
function getSessionToken(call: ServiceCall): XmlFields {
  if (call.temporary !== undefined)
    throw new ApiError(403, 'AccessDenied', 'Cannot call GetSessionToken with session credentials');
  const longest = call.caller.kind === 'root' ? LONGEST_ROOT_SESSION : LONGEST_USER_SESSION;
  const seconds = Number(call.params.get('DurationSeconds') ?? Math.min(longest, 43_200));
  if (!Number.isInteger(seconds) || seconds < SHORTEST_SESSION || seconds > longest)
    throw new ApiError(
      400,
      'ValidationError',
      `1 validation error detected: Value '${call.params.get('DurationSeconds')}' at 'durationSeconds' failed to satisfy constraint: Member must have value between ${SHORTEST_SESSION} and ${longest}`,
    );
  const mfaAt = call.params.has('SerialNumber') && call.params.has('TokenCode') ? call.now : undefined;
  const session = { ...PLAIN_SESSION, mfaAt };
  return { Credentials: credentialsFields(call.keys.issue(call.caller, call.now, seconds, session)) };
}

function decodeMessage(call: ServiceCall): XmlFields {
  authorise(call, { action: 'sts:DecodeAuthorizationMessage', resource: '*' });
  const decoded = decodeAuthorizationMessage(call.params.get('EncodedMessage') ?? '');
  if (decoded === undefined)
    throw new ApiError(400, 'InvalidAuthorizationMessageException', 'Message is not valid');
  return { DecodedMessage: decoded };
}
