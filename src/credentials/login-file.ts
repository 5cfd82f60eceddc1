/** The file of a stored login, taken before its refresh token is spent: what is not saved would be lost. */
import type { FileHold } from '../host.ts';
import type { CredentialError, ProviderName } from './credentials-outcome.ts';
import { credentialError } from './errors.ts';
import type { LoadContext } from './load-context.ts';

/** A file that nobody else replaces meanwhile. */
export type HeldFile = Extract<FileHold, { kind: 'held' }>;

/** Runs work with the file taken, and lets go of it; the error where it cannot be taken. */
export async function holdingLogin<T>(
  { host }: LoadContext,
  provider: ProviderName,
  login: { readonly path: string; readonly display: string },
  work: (hold: HeldFile) => Promise<T>,
): Promise<
  { readonly kind: 'done'; readonly value: T } | { readonly kind: 'error'; readonly error: CredentialError }
> {
  const hold = await host.holdFile(login.path);
  if (hold.kind === 'refused') return { kind: 'error', error: notTaken(provider, login.display, hold.code) };
  try {
    return { kind: 'done', value: await work(hold) };
  } finally {
    await hold.release();
  }
}

function notTaken(provider: ProviderName, display: string, code: string): CredentialError {
  const why =
    code === 'EBUSY' || code === 'ETIMEDOUT'
      ? `another program has been renewing it all the while (${code})`
      : `the result could not be saved beside ${display} (${code}), and what is not saved ends the login`;
  const message = `The login in ${display} has to be renewed, which was not tried: ${why}.`;
  return credentialError('credentials-retrieval-failed', 'OSError', message, { provider });
}
