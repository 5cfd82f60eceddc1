/** Readers of option values that several commands take; commander turns their errors into usage errors. */
import { InvalidArgumentError } from 'commander';
import { LONGEST_JOB_SECONDS, LONGEST_WAIT_SECONDS } from '../../check/request.ts';
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

const DURATION = /^(?:(\d{1,5})d)?(?:(\d{1,6})h)?(?:(\d{1,7})m)?(?:(\d{1,9})s)?$/;
const UNIT_SECONDS = [86_400, 3600, 60, 1] as const;

/**
 * A duration such as `90s`, `2m`, `8h`, `1h30m` or `2d`.
 *
 * @returns milliseconds
 */
export function readDuration(text: string): number {
  const counts = DURATION.exec(text.trim().toLowerCase())?.slice(1) ?? [];
  const seconds = UNIT_SECONDS.reduce((sum, unit, index) => sum + Number(counts[index] ?? 0) * unit, 0);
  if (seconds <= 0 || seconds > LONGEST_JOB_SECONDS) {
    throw new InvalidArgumentError('It takes a duration, such as 90s, 30m, 8h, 1h30m or 2d.');
  }
  return seconds * 1000;
}

/** Each time that the option is given names one more file. */
export function collectFiles(file: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, file];
}

/** A duration for which somebody waits, in milliseconds. */
export function readWait(text: string): number {
  const ms = readDuration(text);
  if (ms > LONGEST_WAIT_SECONDS * 1000) {
    throw new InvalidArgumentError(
      `It takes a duration of ${LONGEST_WAIT_SECONDS / 60} minutes at most, such as 2m.`,
    );
  }
  return ms;
}
