/** The stored logins of `aws login`, and what AWS's sign-in service knows of them. Source: botocore `LoginProvider`. */
import { createECDH, createHash, createPrivateKey, type JsonWebKey } from 'node:crypto';
import type { Caller } from './callers.ts';
import type { Cloud } from './cloud.ts';
import { opaqueToken, secretKey, uniqueId } from './ids.ts';
import { accountOfProfile } from './named-account.ts';

export interface SignInLogin {
  readonly profile: string;
  /** The ARN that the profile names as its `login_session`. */
  readonly session: string;
  readonly caller: Caller;
  readonly key: { readonly id: string; readonly secret: string; readonly token: string };
  /** When its keys end, milliseconds since 1970. */
  readonly expiresAt: number;
  readonly refreshToken: string;
  readonly clientId: string;
  /** The PEM of the private key that the login was made with, and the public one. */
  readonly dpopKey: string;
  readonly publicKey: JsonWebKey;
  /** Whether the service renews it no more. */
  readonly revoked: boolean;
}

/** The client of the AWS CLI on the same machine. Source: AWS CLI, `aws login`. */
const CLIENT_ID = 'arn:aws:signin:::devtools/same-device';

/** The logins of a cloud's profiles, one for each. */
export function signInLogins(cloud: Cloud): readonly SignInLogin[] {
  return cloud.scenario.home.profiles.flatMap((profile) => {
    if (profile.kind !== 'login') return [];
    const account = cloud.accounts.get(accountOfProfile(cloud.scenario, profile)?.id ?? '');
    const user = account?.users.get(profile.login);
    if (account === undefined || user === undefined) return [];
    const seed = ['login', account.id, user.name, profile.name];
    return [
      {
        profile: profile.name,
        session: user.arn,
        caller: { kind: 'user', account, user },
        key: {
          id: uniqueId('ASIA', ...seed),
          secret: secretKey(...seed),
          token: opaqueToken(260, ...seed),
        },
        expiresAt: cloud.startedAt + profile.expires,
        refreshToken: opaqueToken(120, 'refresh', ...seed),
        clientId: CLIENT_ID,
        ...keyPair(seed),
        revoked: profile.revoked,
      },
    ];
  });
}

/** A key on P-256, the same for the same names. */
function keyPair(seed: readonly string[]): Pick<SignInLogin, 'dpopKey' | 'publicKey'> {
  const secret = createHash('sha256').update(JSON.stringify(seed)).digest();
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(secret);
  const point = curve.getPublicKey();
  const publicKey = {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  };
  const key = createPrivateKey({ key: { ...publicKey, d: secret.toString('base64url') }, format: 'jwk' });
  return { publicKey, dpopKey: key.export({ type: 'sec1', format: 'pem' }).toString() };
}

/** The refresh tokens that the sign-in service accepts; renewing replaces them. */
export interface SignInTokens {
  /** The login that a refresh token renews, with the token that comes next; undefined where it is not accepted. */
  renew(
    refreshToken: string,
    clientId: string,
  ): { readonly login: SignInLogin; readonly next: string } | undefined;
}

/** The tokens of a cloud's logins. Each works once. */
export function signInTokens(cloud: Cloud): SignInTokens {
  const accepted = new Map(
    signInLogins(cloud)
      .filter(({ revoked }) => !revoked)
      .map((login) => [login.refreshToken, login]),
  );
  return {
    renew: (refreshToken, clientId) => {
      const login = accepted.get(refreshToken);
      if (login?.clientId !== clientId) return undefined;
      const next = opaqueToken(120, 'next', refreshToken);
      accepted.delete(refreshToken);
      accepted.set(next, login);
      return { login, next };
    },
  };
}
