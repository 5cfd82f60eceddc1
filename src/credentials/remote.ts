/** The calls that loading credentials may take. Implemented over HTTP elsewhere; absent when offline. */
import type { AwsResult } from '../aws/aws-result.ts';
import type { HttpAnswer, HttpRequest } from '../aws/plain-http.ts';

import type { Credentials } from './credentials-outcome.ts';

export interface RoleCredentialsRequest {
  /** The region of the SSO portal (`sso_region`). */
  readonly region: string;
  readonly accountId: string;
  readonly roleName: string;
  /** Secret. */
  readonly accessToken: string;
}

export interface CreateTokenRequest {
  readonly region: string;
  readonly clientId: string;
  /** Secret. */
  readonly clientSecret: string;
  /** Secret. */
  readonly refreshToken: string;
}

export interface RenewedToken {
  /** Secret. */
  readonly accessToken: string;
  readonly expiresInSeconds: number;
  /** Secret. Absent where the old one stays valid. */
  readonly refreshToken?: string;
}

export interface AssumeRoleRequest {
  /** Undefined: the global endpoint, as boto3 does without a region. */
  readonly region: string | undefined;
  /** Whose keys sign the call. */
  readonly credentials: Credentials;
  readonly roleArn: string;
  readonly roleSessionName: string;
  readonly externalId?: string;
  readonly serialNumber?: string;
  /** Secret. */
  readonly tokenCode?: string;
  readonly durationSeconds?: number;
}

export interface WebIdentityRequest {
  readonly region: string | undefined;
  readonly roleArn: string;
  readonly roleSessionName: string;
  /** Secret. */
  readonly webIdentityToken: string;
}

/** Renewing the keys of `aws login`: `CreateOAuth2Token` of the sign-in service. */
export interface SignInTokenRequest {
  readonly region: string | undefined;
  readonly clientId: string;
  /** Secret. */
  readonly refreshToken: string;
  /** Secret: the PEM of the private key that signs the DPoP header. */
  readonly dpopKey: string;
}

export interface SignInToken {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresInSeconds: number;
  readonly refreshToken: string;
}

export type { HttpAnswer, HttpRequest };

/** Every method answers within a timeout of its own and never throws. */
export interface CredentialRemote {
  getRoleCredentials(request: RoleCredentialsRequest): Promise<AwsResult<Credentials>>;
  createToken(request: CreateTokenRequest): Promise<AwsResult<RenewedToken>>;
  assumeRole(request: AssumeRoleRequest): Promise<AwsResult<Credentials>>;
  assumeRoleWithWebIdentity(request: WebIdentityRequest): Promise<AwsResult<Credentials>>;
  createSignInToken(request: SignInTokenRequest): Promise<AwsResult<SignInToken>>;
  http(request: HttpRequest): Promise<HttpAnswer>;
}
