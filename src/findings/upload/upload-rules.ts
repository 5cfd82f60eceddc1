import { isoTime } from '../../time.ts';
import { makerName } from '../credentials/renew-keys.ts';
import type { Facts } from '../facts.ts';
import { type Finding, finding } from '../finding.ts';

/** Findings about what SkyPilot ships to clusters. */
export function uploadFindings(facts: Facts): readonly Finding[] {
  return [...temporaryKeys(facts), ...otherCredentials(facts), ...profileName(facts), ...allProfiles(facts)];
}

/** Long-term keys begin with AKIA. Source: IAM User Guide, "Understanding unique ID prefixes". */
function temporaryKeys({ credentials, keyOrigin: { maker, until } }: Facts): readonly Finding[] {
  if (credentials.kind !== 'loaded' || !credentials.credentials.accessKeyId.startsWith('ASIA')) return [];
  const { provider, location } = credentials;
  if (provider !== 'shared-credentials-file' && provider !== 'config-file') return [];
  return [
    finding('static-temporary-keys', {
      detail: [
        `The keys in ${location} are those of a session.`,
        ...(maker === undefined ? [] : [`They come from ${makerName(maker)} (${maker.sign}).`]),
        until === undefined ? 'Their expiry is unknown.' : `They end at ${isoTime(until)}.`,
      ].join(' '),
    }),
  ];
}

function otherCredentials({
  skypilot: { upload },
  credentials,
  profileName: profile,
}: Facts): readonly Finding[] {
  if (upload.kind !== 'file' || credentials.kind !== 'loaded') return [];
  if (credentials.provider === 'shared-credentials-file') return [];
  return [
    finding('sky-ships-other-credentials', {
      detail: `boto3 has credentials of type ${credentials.provider} for the profile "${profile}"; SkyPilot takes them for a credentials file and ships ${upload.file}.`,
    }),
  ];
}

function profileName({ skypilot: { upload }, credentials, profileName: profile }: Facts): readonly Finding[] {
  if (upload.kind !== 'file' || credentials.kind !== 'loaded' || profile === 'default') return [];
  if (credentials.provider !== 'shared-credentials-file') return [];
  const there = upload.profiles.includes('default')
    ? 'the profile "default" of that file'
    : 'a profile "default", which that file does not have';
  return [
    finding('profile-name-not-shipped', {
      detail: `The profile "${profile}" is used here. Clusters get ${upload.file} and use ${there}.`,
    }),
  ];
}

function allProfiles({ skypilot: { upload } }: Facts): readonly Finding[] {
  if (upload.kind !== 'file' || upload.profiles.length < 2) return [];
  return [
    finding('credentials-file-shipped', {
      detail: `${upload.file} holds ${upload.profiles.length} profiles: ${upload.profiles.join(', ')}.`,
    }),
  ];
}
