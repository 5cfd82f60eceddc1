/** What `skycheck explain -` has to say, as data. */
import type { ReportFixStep } from './report.ts';

export interface PastedDenial {
  /** Undefined where the text names nobody. */
  readonly actor: string | undefined;
  readonly action: string | undefined;
  readonly resources: readonly string[];
  readonly layer: string;
  /** A clause. */
  readonly reason: string;
  readonly policy: string | undefined;
  readonly link: string | undefined;
  readonly neededFor: readonly string[];
  readonly fix: readonly ReportFixStep[];
  /** The code of a finding with more about it. */
  readonly seeAlso: string | undefined;
}

export interface PastedError {
  readonly title: string;
  readonly line: string;
  readonly advice: string;
  /** The code of the finding about it. */
  readonly code: string | undefined;
}

export interface PastedReport {
  readonly denials: readonly PastedDenial[];
  readonly errors: readonly PastedError[];
}
