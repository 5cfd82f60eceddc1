import { type Redact, shorten } from '../redact.ts';
import type { AuthorizationReference, Denial, DenialCause } from './denial.ts';

const MAX_ACTION = 128;
const MAX_ARN = 2048;

/** A denial whose texts hold no secret and are of bounded length. What is encoded stays as it is: it is never shown. */
export function shownDenial(denial: Denial, redact: Redact): Denial {
  const { actor, action, resource, cause, authorization, ...rest } = denial;
  const arn = (text: string) => shorten(redact(text), MAX_ARN);
  return {
    ...(actor === undefined ? {} : { actor: arn(actor) }),
    ...(action === undefined ? {} : { action: shorten(redact(action), MAX_ACTION) }),
    ...(resource === undefined ? {} : { resource: arn(resource) }),
    cause: shownCause(cause, arn),
    ...(isClean(authorization, redact) ? { authorization } : {}),
    ...rest,
  };
}

function shownCause(cause: DenialCause, shown: (text: string) => string): DenialCause {
  if (cause.kind === 'unexplained') return cause;
  if (cause.kind === 'public-access-block') return { ...cause, setting: shown(cause.setting) };
  return cause.policy === undefined ? cause : { ...cause, policy: shown(cause.policy) };
}

/** A link with a part taken out leads nowhere. */
function isClean(
  reference: AuthorizationReference | undefined,
  redact: Redact,
): reference is AuthorizationReference {
  return reference !== undefined && redact(reference.link) === reference.link;
}
