import { itemsOf, memberOf } from '../iam/json-access.ts';
import type { JsonNode } from '../iam/json-node.ts';
import { accountDetails, isAccountDetails } from './account-details.ts';
import { awsOutput, documentCandidate, type OutputRead } from './aws-output.ts';
import type { Candidate, PolicyLayer } from './candidate.ts';
import { cloudFormationPolicies, isCloudFormation } from './cloudformation.ts';
import type { TemplateValues } from './cloudformation-values.ts';
import { isTerraform, terraformPolicies } from './terraform.ts';

/** What a file holds, by its shape. */
export type Holding = 'document' | 'terraform' | 'cloudformation' | 'aws-cli' | 'script';

export type PoliciesFound =
  | {
      readonly kind: 'found';
      readonly holding: Holding;
      readonly candidates: readonly Candidate[];
    }
  /** It is known what the file is, and it has no policy of this layer. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** The file is of no known kind. */
  | { readonly kind: 'unknown' };

/** What policies are looked for. */
export interface Wanted {
  readonly layer: PolicyLayer;
  /** In files about a whole account: whose. */
  readonly identity: string | undefined;
}

/** Where the policy documents of a layer are in a file. */
export function findPolicies(root: JsonNode, wanted: Wanted, values: TemplateValues): PoliciesFound {
  const { layer, identity } = wanted;
  if (memberOf(root, 'Statement') !== undefined)
    return found('document', [documentCandidate(root, '', undefined)]);
  if (isCloudFormation(root)) return found('cloudformation', cloudFormationPolicies(root, layer, values));
  if (isTerraform(root)) return found('terraform', terraformPolicies(root, layer));
  const printed = isAccountDetails(root) ? accountDetails(root, layer, identity) : awsOutput(root, layer);
  return printed === undefined ? listOfDocuments(root) : fromOutput(printed);
}

function fromOutput(read: OutputRead): PoliciesFound {
  return read.kind === 'refused' ? read : found('aws-cli', read.candidates);
}

/** Documents one after the other in a list. */
function listOfDocuments(root: JsonNode): PoliciesFound {
  const items = itemsOf(root);
  if (items.length === 0 || items.some((item) => memberOf(item, 'Statement') === undefined)) {
    return { kind: 'unknown' };
  }
  return found(
    'document',
    items.map((item, index) => documentCandidate(item, `[${index}]`, undefined)),
  );
}

function found(holding: Holding, candidates: readonly Candidate[]): PoliciesFound {
  return { kind: 'found', holding, candidates };
}
