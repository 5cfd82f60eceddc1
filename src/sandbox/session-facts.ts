/** What is known of a session beside who it is: what was given when its credentials were made. */

import type { ContextValues } from './context-values.ts';
import type { Tags } from './network.ts';

export interface SessionFacts {
  /** Session tags; they come before those of the role or user. */
  readonly tags: Tags;
  /** When a multi-factor code was given, milliseconds since 1970. */
  readonly mfaAt: number | undefined;
  readonly sourceIdentity: string | undefined;
  /** Whether it comes from `aws login`, and not from GetSessionToken. */
  readonly signedIn?: boolean;
  /** Keys that follow from where the credentials come from, such as an instance's metadata. */
  readonly context: ContextValues;
}

export const PLAIN_SESSION: SessionFacts = {
  tags: {},
  mfaAt: undefined,
  sourceIdentity: undefined,
  context: {},
};

/** A session of the console's, which `aws login` hands on. */
export const SIGNED_IN: SessionFacts = { ...PLAIN_SESSION, signedIn: true };
