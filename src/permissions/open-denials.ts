import type { AwsResult } from '../aws/aws-result.ts';
import type { Denial } from '../aws/denial/denial.ts';
import { inParallel } from '../aws/in-parallel.ts';
import { withDecoded } from './decoded-denial.ts';

/** Has AWS decode an encoded message: `sts:DecodeAuthorizationMessage`. */
export type Decode = (encodedMessage: string) => Promise<AwsResult<string>>;

const CALLS_AT_ONCE = 6;

/**
 * Has the encoded messages of denials decoded, each distinct one once. Where the first may not be, the others are
 * not tried: the denials then stay as they were.
 *
 * @returns what a denial becomes with what was decoded
 */
export async function openDenials(
  denials: readonly Denial[],
  decode: Decode,
): Promise<(denial: Denial) => Denial> {
  const [first, ...others] = new Set(
    denials.filter(canTellMore).flatMap(({ encodedMessage }) => encodedMessage ?? []),
  );
  if (first === undefined) return (denial) => denial;
  const open = async (message: string) => [message, await decode(message)] as const;
  const tried = await open(first);
  const further = tried[1].kind === 'ok' ? await inParallel(others, CALLS_AT_ONCE, open) : [];
  const opened = new Map(
    [tried, ...further].flatMap(([message, result]) =>
      result.kind === 'ok' ? [[message, result.value]] : [],
    ),
  );
  return (denial) => {
    const text = denial.encodedMessage === undefined ? undefined : opened.get(denial.encodedMessage);
    return text === undefined ? denial : withDecoded(denial, text);
  };
}

/** For a missing Allow whose layer is named no message has more. */
function canTellMore({ cause, action }: Denial): boolean {
  return !(cause.kind === 'missing-allow' && cause.in !== undefined && action !== undefined);
}
