/** The topics of findings: what each is about, and how skycheck knows. */
import { FINDING_CODES, type FindingCode, topicOf } from './registry.ts';

export interface Topic {
  /** As reports have it. */
  readonly name: string;
  readonly title: string;
  /** Where what it says is known from, as a sentence. */
  readonly knownFrom: string;
}

const FILES = "From the files and the environment, read by boto3's rules; no call is made.";
const SIMULATION =
  'From real calls that change nothing (dry runs and reads), from the IAM policy simulator where it may be asked, and from what AWS says with a denial.';

export const TOPICS: readonly Topic[] = [
  { name: 'profile', title: 'which profile is used, and why', knownFrom: FILES },
  {
    name: 'credentials',
    title: 'keys, roles, programs and metadata services that give credentials',
    knownFrom:
      'From the files and the environment, and from how the call ended that gets the credentials or asks AWS whose they are.',
  },
  {
    name: 'login',
    title: 'logins with IAM Identity Center (SSO)',
    knownFrom: 'From the stored login under ~/.aws/sso/cache, and from what IAM Identity Center answers.',
  },
  { name: 'settings', title: 'mistakes in the AWS files and variables', knownFrom: FILES },
  { name: 'identity', title: 'who the credentials belong to', knownFrom: 'From sts:GetCallerIdentity.' },
  { name: 'permissions', title: 'what the identity may not do, and what stops it', knownFrom: SIMULATION },
  {
    name: 'role',
    title: "the role of SkyPilot's instances",
    knownFrom: 'From iam:GetRole and iam:GetInstanceProfile, and from the policy simulator.',
  },
  {
    name: 'account',
    title: 'accounts that AWS has blocked or not opened yet',
    knownFrom: "From EC2's answers to every call.",
  },
  {
    name: 'region',
    title: 'the region that is configured',
    knownFrom: FILES,
  },
  {
    name: 'network',
    title: 'VPCs, subnets and security groups by region',
    knownFrom: "From EC2's describe calls in every region that SkyPilot would use.",
  },
  {
    name: 'connection',
    title: 'proxies, certificates, endpoints',
    knownFrom: 'From how calls to AWS ended.',
  },
  { name: 'clock', title: "this machine's clock", knownFrom: "From the time in AWS's answers." },
  {
    name: 'sky check',
    title: 'where `sky check aws` itself says something else',
    knownFrom: "From SkyPilot's rules, applied to the same facts.",
  },
  {
    name: 'skypilot',
    title: "SkyPilot's configuration, API server and records",
    knownFrom: "From SkyPilot's configuration files, environment and database, by SkyPilot's rules.",
  },
  {
    name: 'task',
    title: 'what a task file asks for (skycheck aws --task)',
    knownFrom: "From the file, by SkyPilot's rules, and from its catalog in the home.",
  },
  {
    name: 'upload',
    title: 'the credentials that SkyPilot copies to clusters',
    knownFrom: "From the files, by SkyPilot's rules.",
  },
  {
    name: 'policies',
    title: 'policy documents (skycheck policy check)',
    knownFrom: 'From the documents alone.',
  },
  {
    name: 'trust',
    title: 'trust policies of roles (skycheck policy check --trust)',
    knownFrom: 'From the trust policy and the claims alone.',
  },
  { name: 'skycheck', title: 'faults of skycheck', knownFrom: 'From skycheck itself.' },
];

/** The topic of a finding. */
export function topicEntry(code: FindingCode): Topic | undefined {
  const name = topicOf(code);
  return TOPICS.find((topic) => topic.name === name);
}

export function codesOf(topic: string): readonly FindingCode[] {
  return FINDING_CODES.filter((code) => topicOf(code) === topic);
}
