/** Readers of option values that several commands take; commander turns their errors into usage errors. */
import { InvalidArgumentError } from 'commander';
import { MAX_TIMEOUT_SECONDS } from '../time-limit.ts';

export function readSeconds(text: string): number {
  const seconds = Number(text);
  if (!Number.isFinite(seconds) || seconds <= 0 || seconds > MAX_TIMEOUT_SECONDS || text.trim() === '') {
    throw new InvalidArgumentError(`It takes a number of seconds, above 0 and up to ${MAX_TIMEOUT_SECONDS}.`);
  }
  return seconds;
}

/** An instance type such as `p4d.24xlarge`; whether there is such a one only AWS knows. */
export function readInstanceType(text: string): string {
  if (!/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/.test(text)) {
    throw new InvalidArgumentError('It takes an instance type, such as p4d.24xlarge.');
  }
  return text;
}

export function readUrl(text: string): string {
  const protocol = URL.canParse(text) ? new URL(text).protocol : undefined;
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw new InvalidArgumentError('It takes a URL that begins with http:// or https://.');
  }
  return text;
}
