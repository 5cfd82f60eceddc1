import type { ClusterOwner } from '../../account/clusters.ts';
import { isOperational } from '../../aws/aws-result.ts';
import { textValue } from '../../config/aws-config.ts';
import { matchOwner, type OwnerMatch } from '../../skypilot/owner.ts';
import type { Facts } from '../facts.ts';
import { type Finding, finding } from '../finding.ts';
import { command, notedCommand, setVariable } from '../fix-step.ts';

/** Findings about what SkyPilot remembers, and where it runs. */
export function skyStateFindings(facts: Facts): readonly Finding[] {
  return [...identityCache(facts), ...zoneCache(facts), ...apiServer(facts), ...clusterOwners(facts)];
}

/** Where nobody who knows has answered, what is remembered may be right. */
function identityCache({ skypilot, identity }: Facts): readonly Finding[] {
  const stale = skypilot.caches.identities.filter(
    ({ owner }) =>
      (identity.kind === 'failed' && !isOperational(identity.failure)) ||
      (identity.kind === 'known' && matchOwner(owner, [identity.userId, identity.account]) !== 'same'),
  );
  const [first] = stale;
  if (first === undefined) return [];
  const now =
    identity.kind === 'known'
      ? `AWS says ${identity.userId} of account ${identity.account}`
      : 'AWS does not tell whose these credentials are';
  return [
    finding('sky-identity-cache-stale', {
      detail: `SkyPilot takes this for ${first.owner[0]} of account ${first.owner[1]}; ${now}.`,
      fix: stale.map(({ file }) => command('rm', file)),
    }),
  ];
}

/** Only where more than one region was looked at is it known which are enabled. */
function zoneCache({ skypilot, network }: Facts): readonly Finding[] {
  const enabled = network.kind === 'checked' ? network.regions.map(({ region }) => region) : [];
  if (enabled.length < 2) return [];
  return skypilot.caches.zones.flatMap(({ file, regions }) => {
    const lacking = enabled.filter((region) => !regions.includes(region));
    if (lacking.length === 0) return [];
    return [
      finding('sky-zone-cache-stale', {
        detail: `${file} lacks ${lacking.join(', ')}: SkyPilot does not offer what the account has enabled.`,
        fix: [command('rm', file)],
      }),
    ];
  });
}

function apiServer({ skypilot }: Facts): readonly Finding[] {
  const server = skypilot.apiServer;
  if (server === undefined || server.isLocal) return [];
  return [
    finding('sky-api-server-remote', {
      detail: `${server.location} sends \`sky\` commands to ${server.endpoint}. What is said here is about this machine; AWS credentials for SkyPilot have to be set up on that host.`,
      fix: [
        notedCommand(
          `on ${hostOf(server.endpoint)}: its report, for skycheck report`,
          ...['skycheck', 'aws', '--format', 'json', '--output', 'api-server.json'],
        ),
      ],
    }),
  ];
}

function hostOf(endpoint: string): string {
  return URL.canParse(endpoint) ? new URL(endpoint).hostname : endpoint;
}

function clusterOwners(facts: Facts): readonly Finding[] {
  const { clusters } = facts.skypilot;
  if (clusters.kind === 'none') return [];
  if (clusters.kind === 'not-read') {
    return [finding('sky-state-not-read', { detail: `${clusters.file}: ${clusters.reason}.` })];
  }
  const of = (match: OwnerMatch) => clusters.clusters.filter((cluster) => cluster.match === match);
  return [...otherAccounts(facts, of('other')), ...otherIdentities(of('same-account'))];
}

function otherAccounts(facts: Facts, clusters: readonly ClusterOwner[]): readonly Finding[] {
  const accounts = [...new Set(clusters.map(({ owner }) => owner[1]))];
  return accounts.map((account) => {
    const names = clusters.filter(({ owner }) => owner[1] === account).map(({ name }) => name);
    const profiles = profilesOf(account, facts);
    const known =
      profiles.length === 0
        ? 'None of the profiles here is known to belong to it'
        : `The profiles of that account: ${profiles.join(', ')}`;
    return finding('cluster-owner-mismatch', {
      detail: `${names.join(', ')}: owned by account ${account}. ${known}.`,
      fix: profiles.slice(0, 1).map((profile) => setVariable('AWS_PROFILE', profile)),
    });
  });
}

function otherIdentities(clusters: readonly ClusterOwner[]): readonly Finding[] {
  if (clusters.length === 0) return [];
  const lines = clusters.map(({ name, owner }) => `${name} (by ${owner[0]})`);
  return [finding('cluster-owner-changes', { detail: `${lines.join(', ')}.` })];
}

/** The profiles whose account is in the files. */
function profilesOf(account: string, { config }: Facts): readonly string[] {
  return [...config.profiles].flatMap(([name, profile]) => {
    const role = textValue(profile, 'role_arn')?.split(':')[4];
    return [textValue(profile, 'sso_account_id'), role].includes(account) ? [name] : [];
  });
}
