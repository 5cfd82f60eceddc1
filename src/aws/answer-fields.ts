import { parseArn } from './arn.ts';
import type { Credentials } from './credentials.ts';

/** The text, where it is one and not empty. */
export function nonEmpty(value: string | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Seconds until the year 9999, the last that boto3 can hold. Source: Python `datetime.MAXYEAR`. */
const LONGEST_SECONDS = 250_000_000_000;

/** Whether it is how long something lasts, in seconds, and not an absurd number. */
export function isLifetime(seconds: number | undefined): seconds is number {
  return typeof seconds === 'number' && seconds > 0 && seconds < LONGEST_SECONDS;
}

/** The ARN, where it reads as one. */
export function arnText(value: string | undefined): string | undefined {
  return typeof value === 'string' && parseArn(value) !== undefined ? value : undefined;
}

/** Credentials as STS answers with them; undefined unless all parts are there. */
export function temporaryCredentials(
  parts:
    | {
        readonly AccessKeyId?: string | undefined;
        readonly SecretAccessKey?: string | undefined;
        readonly SessionToken?: string | undefined;
        readonly Expiration?: Date | undefined;
      }
    | undefined,
): Credentials | undefined {
  const accessKeyId = nonEmpty(parts?.AccessKeyId);
  const secretAccessKey = nonEmpty(parts?.SecretAccessKey);
  const sessionToken = nonEmpty(parts?.SessionToken);
  const expiresAt = parts?.Expiration?.getTime();
  if (accessKeyId === undefined || secretAccessKey === undefined || sessionToken === undefined)
    return undefined;
  return {
    accessKeyId,
    secretAccessKey,
    sessionToken,
    ...(expiresAt === undefined || Number.isNaN(expiresAt) ? {} : { expiresAt }),
  };
}
