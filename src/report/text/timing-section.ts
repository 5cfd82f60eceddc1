import type { Report } from '../report.ts';
import type { TextStyle } from './style.ts';

/** With `--timings`: the steps, and each request with when it was sent and how long its answer took. */
export function timingSection({ timings }: Report, style: TextStyle): string[] {
  if (timings === undefined) return [];
  const { totalMs, phases, requests } = timings;
  const ms = (value: number) => `${Math.round(value)} ms`;
  const row = (startMs: number, length: number, what: string) =>
    `  ${ms(startMs).padStart(9)} ${`+${ms(length)}`.padStart(10)}  ${what}`;
  return [
    style.paint.bold(`Timings: ${ms(totalMs)}, ${requests.length} requests`),
    ...phases.map(({ name, startMs, ms: length }) => row(startMs, length, name)),
    ...requests.map(({ service, operation, region, startMs, ms: length, attempt, outcome }) => {
      const where = region === null ? '' : ` ${region}`;
      const again = attempt === 1 ? '' : `, attempt ${attempt}`;
      return row(startMs, length, `${service} ${operation}${where}${again}: ${outcome}`);
    }),
  ];
}
