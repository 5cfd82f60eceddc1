import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  DecodeAuthorizationMessageCommand,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { arnText, nonEmpty, temporaryCredentials } from './answer-fields.ts';
import type { AwsResult } from './aws-result.ts';
import { callAws } from './call.ts';
import { lazyClient } from './client.ts';
import type { AwsContext } from './context.ts';
import type { Credentials } from './credentials.ts';

/** For asking the SDK what it would do by itself; sent through no transport of ours. */
export { GetCallerIdentityCommand, STSClient };

const clients = lazyClient('sts', (options) => new STSClient(options));

/** What GetCallerIdentity answers with. */
export interface CallerIdentity {
  readonly userId: string;
  /** Twelve digits. */
  readonly account: string;
  readonly arn: string;
}

/**
 * Asks AWS whose the context's credentials are. No policy can deny it.
 *
 * Sent for the context's region, or to the global endpoint where there is none, as boto3 does.
 */
export function getCallerIdentity(context: AwsContext): Promise<AwsResult<CallerIdentity>> {
  return callAws(context, clients, {
    operation: 'GetCallerIdentity',
    region: context.region,
    send: (client) => client.send(new GetCallerIdentityCommand({})),
    read: ({ UserId, Account, Arn }) => {
      const userId = nonEmpty(UserId);
      const arn = arnText(Arn);
      if (userId === undefined || arn === undefined || !/^\d{12}$/.test(Account ?? '')) return undefined;
      return { userId, account: Account ?? '', arn };
    },
  });
}

export interface AssumeRoleInput {
  readonly roleArn: string;
  readonly roleSessionName: string;
  readonly externalId?: string;
  readonly durationSeconds?: number;
  readonly serialNumber?: string;
  readonly tokenCode?: string;
}

/** A role's credentials. */
export interface AssumedRole {
  readonly credentials: Credentials;
  /** The session's ARN; absent where the answer does not say. */
  readonly arn?: string;
}

/** Takes on a role with the context's credentials. */
export function assumeRole(context: AwsContext, input: AssumeRoleInput): Promise<AwsResult<AssumedRole>> {
  return callAws(context, clients, {
    operation: 'AssumeRole',
    region: context.region,
    send: (client) =>
      client.send(
        new AssumeRoleCommand({
          RoleArn: input.roleArn,
          RoleSessionName: input.roleSessionName,
          ExternalId: input.externalId,
          DurationSeconds: input.durationSeconds,
          SerialNumber: input.serialNumber,
          TokenCode: input.tokenCode,
        }),
      ),
    read: assumedRole,
    secrets: input.externalId === undefined ? [] : [input.externalId],
  });
}

export interface WebIdentityInput {
  readonly roleArn: string;
  readonly roleSessionName: string;
  /** The contents of the token file. */
  readonly webIdentityToken: string;
  readonly durationSeconds?: number;
}

/** Takes on a role with a token of an identity provider; needs no credentials and is not signed. */
export function assumeRoleWithWebIdentity(
  context: AwsContext,
  input: WebIdentityInput,
): Promise<AwsResult<AssumedRole>> {
  return callAws(context, clients, {
    operation: 'AssumeRoleWithWebIdentity',
    region: context.region,
    secrets: [input.webIdentityToken],
    send: (client) =>
      client.send(
        new AssumeRoleWithWebIdentityCommand({
          RoleArn: input.roleArn,
          RoleSessionName: input.roleSessionName,
          WebIdentityToken: input.webIdentityToken,
          DurationSeconds: input.durationSeconds,
        }),
      ),
    read: assumedRole,
  });
}

function assumedRole(output: {
  readonly Credentials?: Parameters<typeof temporaryCredentials>[0];
  readonly AssumedRoleUser?: { readonly Arn?: string | undefined } | undefined;
}): AssumedRole | undefined {
  const credentials = temporaryCredentials(output.Credentials);
  const arn = arnText(output.AssumedRoleUser?.Arn);
  return credentials && { credentials, ...(arn === undefined ? {} : { arn }) };
}

/**
 * Has AWS decode what EC2 appends to a denial (`Denial.encodedMessage`).
 *
 * @returns a JSON document as text, which describes the request and the statements that matched
 */
export function decodeAuthorizationMessage(
  context: AwsContext,
  encodedMessage: string,
): Promise<AwsResult<string>> {
  return callAws(context, clients, {
    operation: 'DecodeAuthorizationMessage',
    region: context.region,
    send: (client) => client.send(new DecodeAuthorizationMessageCommand({ EncodedMessage: encodedMessage })),
    read: ({ DecodedMessage }) => nonEmpty(DecodedMessage),
  });
}
