import type { AwsResult } from '../aws/aws-result.ts';
import type { Denial } from '../aws/denial/denial.ts';
import { roomFor } from '../aws/in-parallel.ts';
import { withDecoded } from './decoded-denial.ts';

/** Has AWS decode an encoded message: `sts:DecodeAuthorizationMessage`. */
export type Decode = (encodedMessage: string) => Promise<AwsResult<string>>;

/** A denial with what its encoded message tells; as it was where that may not be read. */
export type OpenDenial = (denial: Denial) => Promise<Denial>;

const CALLS_AT_ONCE = 12;

/**
 * Opens denials, each distinct message once. The message that comes first is decoded alone: where that may not be,
 * the others are not tried.
 */
export function denialOpener(decode: Decode): OpenDenial {
  const room = roomFor(CALLS_AT_ONCE);
  const texts = new Map<string, Promise<string | undefined>>();
  const open = async (message: string): Promise<string | undefined> => {
    const result = await decode(message);
    return result.kind === 'ok' ? result.value : undefined;
  };
  const textOf = (message: string): Promise<string | undefined> => {
    const [first] = texts.values();
    const text =
      texts.get(message) ??
      (first === undefined
        ? open(message)
        : first.then((lead) => (lead === undefined ? undefined : room(() => open(message)))));
    texts.set(message, text);
    return text;
  };
  return async (denial) => {
    const { encodedMessage } = denial;
    if (encodedMessage === undefined || !canTellMore(denial)) return denial;
    const text = await textOf(encodedMessage);
    return text === undefined ? denial : withDecoded(denial, text);
  };
}

/** For a missing Allow whose layer is named no message has more. */
export function canTellMore({ cause, action }: Denial): boolean {
  return !(cause.kind === 'missing-allow' && cause.in !== undefined && action !== undefined);
}
