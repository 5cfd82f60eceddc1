/** Whose policies these are, as far as the ARNs in them tell. */
import { partitionById, partitionOfRegion } from '../aws-facts/partitions.ts';
import type { ArnScope } from '../skypilot/requirements.ts';

/** What the person said. */
export interface StatedScope {
  readonly account: string | undefined;
  readonly partition: string | undefined;
  readonly region: string | undefined;
  readonly role: string;
}

/** What is evaluated for, and what of it is really known. */
export interface PolicyCheckScope extends ArnScope {
  /** Undefined where nothing names an account: the ARNs then hold AWS's account for examples. */
  readonly knownAccount: string | undefined;
  /** Undefined where nothing names a region: the ARNs then hold the one where SkyPilot asks first. */
  readonly knownRegion: string | undefined;
  /** Whether the person named the region. */
  readonly regionStated: boolean;
}

export type ScopeAnswer =
  | { readonly kind: 'scope'; readonly scope: PolicyCheckScope }
  | { readonly kind: 'several-accounts'; readonly accounts: readonly string[] };

/** The account of AWS's own examples. */
const EXAMPLE_ACCOUNT = '123456789012';

/**
 * The account, partition and region that policies are for: what was said, else what their ARNs name.
 *
 * @param texts - the files with the identity's policies; ARNs are found wherever they are, also in texts inside texts
 */
export function inferScope(texts: readonly string[], stated: StatedScope): ScopeAnswer {
  const accounts = accountsIn(texts);
  if (stated.account === undefined && accounts.length > 1) return { kind: 'several-accounts', accounts };
  const knownAccount = stated.account ?? accounts[0];
  const knownRegion = stated.region ?? onlyOne(captured(texts, /\barn:aws[a-z-]*:ec2:([a-z-]+-\d+):/g));
  const partition = stated.partition ?? partitionIn(texts, knownRegion);
  return {
    kind: 'scope',
    scope: {
      account: knownAccount ?? EXAMPLE_ACCOUNT,
      partition,
      region:
        knownRegion ?? partitionById(partition)?.globalRegion ?? partitionOfRegion(undefined).globalRegion,
      role: stated.role,
      knownAccount,
      knownRegion,
      regionStated: stated.region !== undefined,
    },
  };
}

/** Machines are in the account itself, whereas a role may be another account's: so they come first. */
function accountsIn(texts: readonly string[]): readonly string[] {
  const ofMachines = captured(texts, /\barn:aws[a-z-]*:ec2:[a-z0-9*-]*:(\d{12}):/g);
  if (ofMachines.length > 0) return ofMachines;
  return captured(texts, /\barn:aws[a-z-]*:iam::(\d{12}):(?:role|instance-profile)\//g);
}

function partitionIn(texts: readonly string[], region: string | undefined): string {
  if (region !== undefined) return partitionOfRegion(region).id;
  const partition = onlyOne(captured(texts, /\barn:(aws[a-z-]*):/g));
  return (
    (partition === undefined ? undefined : partitionById(partition)?.id) ?? partitionOfRegion(undefined).id
  );
}

/** What the group of an expression captures, each once. */
function captured(texts: readonly string[], expression: RegExp): readonly string[] {
  return [...new Set(texts.flatMap((text) => [...text.matchAll(expression)].map(([, group = '']) => group)))];
}

function onlyOne(values: readonly string[]): string | undefined {
  return values.length === 1 ? values[0] : undefined;
}
