/** What an attribute of a Terraform plan refers to, where its value is known only after applying. */
import { itemsOf, memberOf, nodeAt, textOf } from '../iam/json-access.ts';
import type { JsonNode } from '../iam/json-node.ts';

/** A module of the configuration, with the one that calls it. */
interface Module {
  /** `module.a.`, or empty for the root. */
  readonly prefix: string;
  readonly node: JsonNode;
  readonly caller: { readonly module: Module; readonly call: JsonNode } | undefined;
}

/** Modules nest, and variables are handed through; no configuration of people's goes deeper. */
const MOST_STEPS = 20;

/**
 * The addresses of the resources that an attribute refers to, through variables and outputs of modules; empty where the
 * configuration does not tell.
 *
 * Source: Terraform, "JSON Output Format", configuration representation.
 *
 * @param root - what `terraform show -json` prints of a plan
 * @param address - of the resource, with its indexes
 */
export function referredResources(root: JsonNode, address: string, attribute: string): readonly string[] {
  const top = nodeAt(root, 'configuration', 'root_module');
  if (top === undefined) return [];
  const [module, name] = moduleOf({ prefix: '', node: top, caller: undefined }, withoutIndexes(address));
  const resource = itemsOf(memberOf(module.node, 'resources')).find(
    (node) => textOf(memberOf(node, 'address')) === name,
  );
  return resolved(nodeAt(resource, 'expressions', attribute), module, MOST_STEPS);
}

/** An address without what tells the instances of a resource apart. */
export function withoutIndexes(address: string): string {
  return address.replace(/\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\]/g, '');
}

function moduleOf(module: Module, address: string): readonly [Module, string] {
  const [, called, rest] = /^module\.([^.]+)\.(.+)$/s.exec(address) ?? [];
  if (called === undefined || rest === undefined) return [module, address];
  const inner = moduleCalled(module, called);
  return inner === undefined ? [module, address] : moduleOf(inner, rest);
}

function moduleCalled(module: Module, name: string): Module | undefined {
  const call = nodeAt(module.node, 'module_calls', name);
  const node = memberOf(call, 'module');
  if (call === undefined || node === undefined) return undefined;
  return { prefix: `${module.prefix}module.${name}.`, node, caller: { module, call } };
}

function resolved(expression: JsonNode | undefined, module: Module, steps: number): readonly string[] {
  if (steps === 0) return [];
  const references = itemsOf(memberOf(expression, 'references')).flatMap((node) => textOf(node) ?? []);
  return references.flatMap((reference) => {
    const [kind = '', name = '', output = ''] = withoutIndexes(reference).split('.');
    switch (kind) {
      case 'var':
        return module.caller === undefined
          ? []
          : resolved(nodeAt(module.caller.call, 'expressions', name), module.caller.module, steps - 1);
      case 'module': {
        const inner = moduleCalled(module, name);
        return inner === undefined
          ? []
          : resolved(nodeAt(inner.node, 'outputs', output, 'expression'), inner, steps - 1);
      }
      default:
        return [`${module.prefix}${kind}.${name}`];
    }
  });
}
