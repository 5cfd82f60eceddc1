import { define, type FindingDefinitions } from '../definition.ts';
import { AWS_PAGE } from '../links.ts';

/** Findings about what SkyPilot remembers, and where it runs. */
export const SKY_STATE_FINDINGS = {
  'sky-identity-cache-stale': define(
    'warning',
    'SkyPilot remembers another identity than AWS tells',
    AWS_PAGE,
    'SkyPilot keeps what STS said in a file that never expires. The name of the file depends on the profile, the type of the credentials, the last four characters of the key and the region: other credentials of the same looks get the old identity.',
    'Deleting the file is safe: SkyPilot asks STS again.',
  ),
  'sky-zone-cache-stale': define(
    'warning',
    "SkyPilot's list of availability zones is out of date",
    AWS_PAGE,
    'SkyPilot keeps the availability zones of an identity in a file that never expires. Regions that were enabled since are not offered, and with the file there `sky check` asks EC2 nothing at all.',
    'Deleting the file is safe: SkyPilot asks EC2 again.',
  ),
  'sky-api-server-remote': define(
    'warning',
    'SkyPilot uses an API server on another machine, with credentials of its own',
    'https://docs.skypilot.co/en/latest/reference/api-server/api-server.html',
    'With a remote API server it is the server that checks and launches: the AWS credentials and AWS_PROFILE of this machine have no effect on it. skycheck looked at this machine.',
    'Run skycheck where the server runs to check its credentials: `skycheck aws --format json --output api-server.json`. With that file here, `skycheck report api-server.json` shows it as if it had run here, and `skycheck report --diff here.json api-server.json` what is otherwise there.',
  ),
  'cluster-owner-mismatch': define(
    'warning',
    'Clusters on record belong to another account',
    AWS_PAGE,
    'SkyPilot records who launched a cluster, [UserId, account], and refuses every operation on it with ClusterOwnerIdentityMismatchError while credentials of another account are active.',
  ),
  'cluster-owner-changes': define(
    'info',
    'Clusters on record were launched by another identity of this account',
    AWS_PAGE,
    'SkyPilot warns at the next operation on them, goes on, and records the present identity as the owner.',
  ),
  'sky-state-not-read': define(
    'info',
    "SkyPilot's record of clusters was not read",
    AWS_PAGE,
    'The owners of clusters are in ~/.sky/state.db, an SQLite database. skycheck reads it, and never writes, where its Node has SQLite.',
  ),
} as const satisfies FindingDefinitions;
