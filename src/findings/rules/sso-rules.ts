import type { Facts } from '../facts.ts';
import { type Finding, finding, shellWord } from '../finding.ts';
import { credentialError } from './credential-rules.ts';

/** Findings about the SSO login that can be told without a call. */
export function ssoFindings(facts: Facts): readonly Finding[] {
  return [...similarLogin(facts), ...hiddenExpiry(facts), ...oldCli(facts)];
}

function similarLogin({ ssoLogin }: Facts): readonly Finding[] {
  if (ssoLogin?.kind !== 'never-logged-in' || ssoLogin.similar === undefined) return [];
  const { startUrl, tokenFile } = ssoLogin.similar;
  return [
    finding('sso-start-url-differs', {
      detail: `There is a login for ${startUrl} (${tokenFile}), but the profile asks for another spelling of it. Write the URL of the profile the same way.`,
    }),
  ];
}

function hiddenExpiry({ ssoLogin, profileName }: Facts): readonly Finding[] {
  if (ssoLogin?.kind !== 'expired' || ssoLogin.hiddenBy === undefined) return [];
  const { file, until } = ssoLogin.hiddenBy;
  return [
    finding('sso-cli-cache-hides-expiry', {
      detail: `${file} holds role credentials until ${new Date(until).toISOString()}, so commands of the AWS CLI v2 still work; SkyPilot does not.`,
      fix: [`aws sso login --profile ${shellWord(profileName)}`],
    }),
  ];
}

function oldCli(facts: Facts): readonly Finding[] {
  const { awsCli, profileName } = facts;
  if (awsCli?.major !== 1 || !needsLogin(facts)) return [];
  return [
    finding('aws-cli-too-old-for-sso', {
      detail: `The first \`aws\` on PATH is ${awsCli.path}, version ${awsCli.version ?? '1'}.`,
      fix: [
        `/usr/local/aws-cli/aws sso login --profile ${shellWord(profileName)}  # or wherever AWS CLI v2 is`,
      ],
    }),
  ];
}

/** Whether what stands in the way is a login that the AWS CLI would make. */
export function needsLogin(facts: Pick<Facts, 'credentials' | 'trace'>): boolean {
  const code = credentialError(facts)?.code;
  return code === 'sso-token-missing' || code === 'sso-token-expired' || code === 'sso-token-invalid';
}
