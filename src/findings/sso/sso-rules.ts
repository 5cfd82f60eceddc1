import type { ConfigEntry } from '../../config/aws-config-types.ts';
import { needsLogin } from '../../credentials/credential-failure.ts';
import type { SsoFacts } from '../../credentials/credentials-outcome.ts';
import { checkRegion } from '../../credentials/region-check.ts';
import { placeText } from '../../file-line.ts';
import { utcTime } from '../../report/times.ts';
import { isoTime } from '../../time.ts';
import type { Facts } from '../facts.ts';
import { type Finding, finding } from '../finding.ts';
import { edit, notedCommand, replace } from '../fix-step.ts';
import { CLI_GUIDE } from '../links.ts';
import { loginStep } from './login-step.ts';

/** Findings about the SSO login beyond that it failed. */
export function ssoFindings(facts: Facts): readonly Finding[] {
  return [
    ...ssoOnAwsOnly(facts),
    ...similarLogin(facts),
    ...unknownRegion(facts),
    ...otherRegion(facts),
    ...hiddenExpiry(facts),
    ...oldCli(facts),
  ];
}

function ssoOnAwsOnly(facts: Facts): readonly Finding[] {
  const usesSso = facts.trace.choice.kind === 'provider' && facts.trace.choice.provider === 'sso';
  if (!usesSso) return [];
  return [
    finding('sso-aws-only', {
      detail: `${ssoName(ssoOf(facts))} is not shipped to clusters: S3 works on AWS clusters, not on clusters in other clouds, and managed jobs need their controller on AWS.`,
      fix: [
        notedCommand(
          'with the access key of a dedicated IAM user, if you use several clouds',
          'aws',
          'configure',
        ),
      ],
    }),
  ];
}

function ssoOf({ credentials }: Facts): SsoFacts | undefined {
  return credentials.kind === 'loaded' || credentials.kind === 'failed' ? credentials.sso : undefined;
}

function ssoName(sso: SsoFacts | undefined): string {
  return sso?.sessionName === undefined ? 'The SSO login' : `The SSO login of session "${sso.sessionName}"`;
}

function similarLogin(facts: Facts): readonly Finding[] {
  const { ssoLogin } = facts;
  if (ssoLogin?.kind !== 'never-logged-in' || ssoLogin.similar === undefined) return [];
  const { why, startUrl, tokenFile } = ssoLogin.similar;
  if (why === 'stored-under-url') {
    return [
      finding('sso-login-stored-under-url', {
        detail: `There is a login for ${startUrl} (${tokenFile}), stored under its URL; boto3 looks for one under the name of the sso-session.`,
        fix: [loginStep(facts.profileName, facts)],
      }),
    ];
  }
  return [
    finding('sso-start-url-differs', {
      detail: `There is a login for ${startUrl} (${tokenFile}), but the profile asks for another spelling of it. Write the URL of the profile the same way.`,
    }),
  ];
}

/** The line that names the region of the portal. */
function regionLine({ config, profileName }: Facts): ConfigEntry | undefined {
  const profile = config.profiles.get(profileName)?.entries;
  const session = config.ssoSessions.get(String(profile?.get('sso_session')?.value))?.entries;
  return session?.get('sso_region') ?? profile?.get('sso_region');
}

/** Logging in does not work in a region that does not exist: its line comes first. */
function unknownRegion(facts: Facts): readonly Finding[] {
  const line = regionLine(facts);
  if (typeof line?.value !== 'string' || line.value === '') return [];
  const problem = checkRegion(line.value);
  if (problem === undefined || problem.kind === 'blank') return [];
  const { nearest } = problem;
  // Without a region that is near, it may be anything, a secret that was pasted into the wrong line too.
  const named = nearest === undefined ? 'sso_region' : `"${line.value}"`;
  const what = {
    'console-name': "is the console's name of a region",
    'availability-zone': 'is an availability zone',
    malformed: 'is not the name of a region',
    unknown: 'is not a known region',
  }[problem.kind];
  return [
    finding('sso-region-unknown', {
      detail: `${placeText(line.source)}: ${named} ${what}${nearest === undefined ? '' : `; ${nearest} is probably meant`}. It is the region of the portal, which need not be the region of machines.`,
      at: line.source,
      fix: [nearest === undefined ? edit(line.source) : replace(line.source, line.value, nearest)],
    }),
  ];
}

/** The line that names the region is the likelier to be wrong: the login worked once. */
function otherRegion(facts: Facts): readonly Finding[] {
  const { ssoLogin } = facts;
  if (ssoLogin?.kind !== 'valid' || ssoLogin.otherRegion === undefined) return [];
  const line = regionLine(facts);
  const named = typeof line?.value === 'string' ? line.value : 'another region';
  return [
    finding('sso-login-of-other-region', {
      detail: `The login (${ssoLogin.tokenFile}) was made in ${ssoLogin.otherRegion}; the profile names ${named}.`,
      at: line?.source,
      fix: line === undefined ? [] : [replace(line.source, named, ssoLogin.otherRegion)],
    }),
  ];
}

function hiddenExpiry(facts: Facts): readonly Finding[] {
  const { ssoLogin } = facts;
  if (ssoLogin?.kind !== 'expired' || ssoLogin.hiddenBy === undefined) return [];
  const { file, until } = ssoLogin.hiddenBy;
  return [
    finding('sso-cli-cache-hides-expiry', {
      possibleCauses: ['sso-token-expired'],
      detail: `${file} holds role credentials until ${utcTime(isoTime(until))}, so commands of the AWS CLI v2 still work; SkyPilot does not.`,
      fix: [loginStep(facts.profileName, facts)],
    }),
  ];
}

function oldCli(facts: Facts): readonly Finding[] {
  const { awsCli } = facts;
  if (awsCli?.major !== 1 || !needsLogin(facts)) return [];
  const elsewhere =
    awsCli.v2 === undefined
      ? `No version 2 was found. Install it first (pip cannot): ${INSTALL_GUIDE}`
      : `Version 2 is ${awsCli.v2}.`;
  return [
    finding('aws-cli-too-old-for-sso', {
      detail: `The first \`aws\` on PATH is ${awsCli.path}, version ${awsCli.version ?? '1'}. ${elsewhere}`,
    }),
  ];
}

const INSTALL_GUIDE = `${CLI_GUIDE}/getting-started-install.html`;
