/**
 * Condition keys that a real request for an action never has.
 *
 * The simulator calls every key missing that is anywhere in the policies, be it in a statement about another
 * action. Where the real request has no such key either, the simulated decision is the real one.
 *
 * Source: Service Authorization Reference, "Condition keys" of each service; boto3 issue #3111.
 */

/** Keys of some actions only, in lower case. */
const ONLY_FOR: Readonly<Record<string, readonly string[]>> = {
  'iam:awsservicename': ['iam:createservicelinkedrole', 'iam:deleteservicelinkedrole'],
  'iam:passedtoservice': ['iam:passrole'],
  'iam:associatedresourcearn': ['iam:passrole'],
  'iam:policyarn': [
    'iam:attachgrouppolicy',
    'iam:attachrolepolicy',
    'iam:attachuserpolicy',
    'iam:detachgrouppolicy',
    'iam:detachrolepolicy',
    'iam:detachuserpolicy',
  ],
  'ec2:createaction': ['ec2:createtags'],
};

/** Keys named after a service that come with requests to any. */
const EVERYWHERE: readonly string[] = ['ec2:sourceinstancearn', 'ec2:roledelivery'];

/** Whether a real request for an action never has a condition key. */
export function isInapplicableKey(key: string, action: string): boolean {
  const [wanted, asked] = [key.toLowerCase(), action.toLowerCase()];
  const actions = ONLY_FOR[wanted];
  if (actions !== undefined) return !actions.includes(asked);
  const [service = ''] = wanted.split(':');
  return (
    service !== 'aws' &&
    service !== asked.split(':')[0] &&
    !EVERYWHERE.includes(wanted) &&
    OWN_KEYS.has(service)
  );
}

/**
 * Keys of temporary credentials: a request that is signed with a long-term key has none of them.
 *
 * Source: IAM User Guide, "AWS global condition context keys".
 */
const OF_SESSIONS: readonly string[] = [
  'aws:multifactorauthpresent',
  'aws:multifactorauthage',
  'aws:tokenissuetime',
  'aws:federatedprovider',
  'aws:sourceidentity',
  'aws:assumedroot',
];

/** Whether only requests with temporary credentials have a condition key. */
export function isSessionKey(key: string): boolean {
  return OF_SESSIONS.includes(key.toLowerCase());
}

/** Services whose keys come with requests to them only, those that name who asks (`saml:`, `sts:`, …) left out. */
const OWN_KEYS: ReadonlySet<string> = new Set([
  'ec2',
  'iam',
  's3',
  'ssm',
  'kms',
  'servicequotas',
  'elasticfilesystem',
]);
