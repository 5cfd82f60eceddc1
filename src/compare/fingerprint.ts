import { createHash } from 'node:crypto';

/** Keys as far as they can be compared without being shown. */
export interface ComparableKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** Equal for equal keys; passed between skycheck's own processes, and never shown. */
export function fingerprint({ accessKeyId, secretAccessKey, sessionToken }: ComparableKeys): string {
  const parts = [accessKeyId, secretAccessKey, sessionToken ?? ''];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
