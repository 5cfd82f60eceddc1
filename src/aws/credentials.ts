/** Secret material. It lives in this value only and is never put into a report. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** Milliseconds since 1970; absent where the credentials name no end. */
  readonly expiresAt?: number;
}
