import { memberOf, nodeAt } from '../iam/json-access.ts';
import type { JsonNode } from '../iam/json-node.ts';
import type { Candidate, PolicyLayer } from './candidate.ts';
import { cloudFormationPolicies, isCloudFormation } from './cloudformation.ts';
import type { TemplateValues } from './cloudformation-values.ts';
import { isTerraform, terraformPolicies } from './terraform.ts';

/** What a file holds, by its shape. */
export type Holding = 'document' | 'terraform' | 'cloudformation' | 'aws-cli';

/** Where the policy documents of a layer stand in a file; undefined where the JSON is of no known kind. */
export function findPolicies(
  root: JsonNode,
  layer: PolicyLayer,
  values: TemplateValues,
): { readonly holding: Holding; readonly candidates: readonly Candidate[] } | undefined {
  if (memberOf(root, 'Statement') !== undefined) return document('document', root);
  if (isCloudFormation(root)) {
    return { holding: 'cloudformation', candidates: cloudFormationPolicies(root, layer, values) };
  }
  if (isTerraform(root)) return { holding: 'terraform', candidates: terraformPolicies(root, layer) };
  const printed = nodeAt(root, 'PolicyVersion', 'Document') ?? memberOf(root, 'PolicyDocument');
  return printed === undefined ? undefined : document('aws-cli', printed);
}

/** One document: the file's own, or what `aws iam get-policy-version` and `get-role-policy` print. */
function document(holding: Holding, node: JsonNode): ReturnType<typeof findPolicies> {
  const candidate: Candidate = { kind: 'node', name: '', owner: undefined, node, doubts: [] };
  return { holding, candidates: [candidate] };
}
