/**
 * Reads AWS's texts of denials.
 *
 *     [EC2] WHO is not authorized to perform: ACTION [on resource: RESOURCE] [WHY] [: POLICY] [ENCODED] [REFERENCE]
 *
 * Sources: IAM User Guide, "Troubleshoot access denied error messages"; AWS Security Blog, "Enhanced access denied
 * error messages with policy ARNs"; IAM User Guide, "Access Troubleshooter"; texts in public issues.
 */
import type { AuthorizationReference, Denial, DenialCause, PolicyKind } from './denial.ts';

/** AWS's words for kinds of policies. */
const POLICY_WORDS: readonly (readonly [word: string, kind: PolicyKind])[] = [
  ['identity-based polic(?:y|ies)', 'identity'],
  ['permissions? boundar(?:y|ies)', 'permissions-boundary'],
  ['sessions? polic(?:y|ies)', 'session'],
  ['service control polic(?:y|ies)', 'scp'],
  ['resource control polic(?:y|ies)', 'rcp'],
  ['vpc endpoint polic(?:y|ies)', 'vpc-endpoint'],
  ['resource-based polic(?:y|ies)', 'resource'],
  ['(?:role )?trust polic(?:y|ies)', 'trust'],
];

const KINDS = POLICY_WORDS.map(([word, kind]) => [new RegExp(`^${word}$`, 'i'), kind] as const);
const POLICY = `(?:${POLICY_WORDS.map(([word]) => word).join('|')})`;

/** What may follow a resource. */
const END_OF_RESOURCE =
  / (?:because (?:no|public) |with an explicit deny|encoded authorization failure message|go to https:)/i;

const SUBJECT = /not authorized to perform:? ([a-z][\w-]*:[a-z*][\w*]*)/i;
const ACTOR = /(?:user: )?["'\\]*(arn:[^\s"'\\]+|(?<=user: )\S+)["'\\]* is not authorized to /i;
/** Quoted by S3; IAM puts a word before an ARN, or a kind and a name in its place. */
const RESOURCE =
  / on (?:the )?resource:? (?:\\?"((?:[^"\\]|\\(?!"))+)\\?"|(?:[a-z]+ ){0,3}(arn:\S+)|((?:(?:instance profile|server certificate|(?:virtual )?mfa device|[a-z]+ provider|[a-z]+) )?\S+))/iy;

const MISSING = new RegExp(`because no (${POLICY}|[a-z -]{1,60}?) allows`, 'i');
const EXPLICIT = new RegExp(
  `with an explicit deny(?: in (?:an?|the) (${POLICY}|[a-z -]{1,60}polic(?:y|ies))(?: transitively through (?:an?|the) (${POLICY}))?)?`,
  'i',
);
const PUBLIC_ACCESS = /because public (?:acls|policies) are prevented by the (\w+) setting/i;

const ENCODED = /encoded authorization failure message:\s*([\w+/=-]{20,})/i;
const REFERENCE =
  /https:\/\/([\w.-]+)\/iam\/home\?region=([a-z\d-]+)#\/authorization-details\/([a-z\d]{1,256})(?![\w-])/;
/** A console of AWS, of any partition. */
const CONSOLE = /^(?:[a-z\d-]+\.)?console\.(?:aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com|aws\.eu)$/;

/**
 * What a text of AWS tells about a denial. Whatever it does not tell is absent, `cause` says so itself; a text of
 * another kind tells nothing.
 *
 * @param text - as received or pasted: with line breaks, and within the words that SDKs and tools put around it
 */
export function parseDenial(text: string): Denial {
  const line = text.replace(/\s+/g, ' ');
  const subject = SUBJECT.exec(line);
  const action = subject?.[1];
  const afterSubject = subject === null ? 0 : subject.index + subject[0].length;
  const actor = ACTOR.exec(line)?.[1];
  const resource = subject === null ? undefined : resourceAt(line, afterSubject);
  const authorization = referenceIn(line);
  const encodedMessage = ENCODED.exec(line)?.[1];
  return {
    ...(actor === undefined ? {} : { actor }),
    ...(action === undefined ? {} : { action }),
    ...(resource === undefined ? {} : { resource }),
    cause: causeIn(line.slice(afterSubject)),
    ...(authorization === undefined ? {} : { authorization }),
    ...(encodedMessage === undefined ? {} : { encodedMessage }),
  };
}

function resourceAt(line: string, at: number): string | undefined {
  const rest = line.slice(at);
  const end = END_OF_RESOURCE.exec(rest)?.index ?? rest.length;
  RESOURCE.lastIndex = 0;
  const found = RESOURCE.exec(rest.slice(0, end));
  if (found === null) return undefined;
  const [, quoted, arn, words] = found;
  if (quoted !== undefined) return quoted;
  const whole = arn ?? words ?? '';
  // Before a reason a full stop belongs to the name; elsewhere it ends the sentence.
  const reasonFollows = / (?:because|with) /iy;
  reasonFollows.lastIndex = found[0].length;
  return reasonFollows.test(`${rest} `) ? whole : withoutStop(whole);
}

function causeIn(line: string): DenialCause {
  const missing = MISSING.exec(line);
  const explicit = EXPLICIT.exec(line);
  if (missing !== null && (explicit === null || missing.index < explicit.index)) {
    const kind = kindOf(missing[1]);
    const policy = policyAfter(
      line.slice(missing.index + missing[0].length).replace(/^ the \S+ action/i, ''),
    );
    return {
      kind: 'missing-allow',
      ...(kind === undefined ? {} : { in: kind }),
      ...(policy === undefined ? {} : { policy }),
    };
  }
  if (explicit !== null) {
    const kind = kindOf(explicit[1]);
    const through = kindOf(explicit[2]);
    const policy =
      explicit[1] === undefined ? undefined : policyAfter(line.slice(explicit.index + explicit[0].length));
    return {
      kind: 'explicit-deny',
      ...(kind === undefined ? {} : { in: kind }),
      ...(through === undefined ? {} : { through }),
      ...(policy === undefined ? {} : { policy }),
      statements: [],
    };
  }
  const setting = PUBLIC_ACCESS.exec(line)?.[1];
  return setting === undefined ? { kind: 'unexplained' } : { kind: 'public-access-block', setting };
}

function kindOf(words: string | undefined): PolicyKind | undefined {
  return words === undefined ? undefined : KINDS.find(([pattern]) => pattern.test(words))?.[1];
}

/** The policy after a colon: its ARN, or its bare name where nothing but the rest of the sentence follows. */
function policyAfter(rest: string): string | undefined {
  const arn = /^: ["'\\]*(arn:[\w-]*:[a-z]+:[^\s"'\\]+)/.exec(rest)?.[1];
  if (arn !== undefined) return withoutStop(arn);
  const name = /^: ([\w+=,.@-]{1,128})(?= ?$| encoded authorization| go to https:)/i.exec(rest)?.[1];
  return name === undefined ? undefined : withoutStop(name);
}

function referenceIn(line: string): AuthorizationReference | undefined {
  const [link, host = '', region, id] = REFERENCE.exec(line) ?? [];
  if (link === undefined || region === undefined || id === undefined) return undefined;
  return CONSOLE.test(host) ? { id, region, link } : undefined;
}

function withoutStop(text: string): string {
  return text.replace(/[.,;:)\]}"'\\]+$/, '');
}

/**
 * A denial's text without what makes it long: EC2's standard opening, the encoded part and the reference to the
 * console; the principal too, where the text would not fit otherwise.
 *
 * @param limit - how many characters fit
 */
export function condenseDenial(message: string, limit: number): string {
  const core = message
    .replace(/\s*Encoded authorization failure message:\s*[\w+/=-]*\.?/i, '')
    .replace(
      /\s*Go to https:\S+ for complete details(?:, or call the \w+ API with the following authorization id: \w*)?\.?/i,
      '',
    )
    .replace(/^You are not authorized to perform this operation\.\s+(?=\S)/i, '');
  return core.length <= limit ? core : core.replace(/^User:?\s+\S+\s+is\b/i, 'The caller is');
}
