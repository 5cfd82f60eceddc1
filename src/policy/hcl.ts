/** Policies in Terraform's source, as far as they are written there. */
import type { JsonMember, JsonNode } from '../iam/json-node.ts';
import { readJson } from '../iam/json-reader.ts';
import { type Candidate, type PolicyLayer, withBoundaries } from './candidate.ts';
import { resolveDocument } from './cloudformation-document.ts';
import { intrinsicOf, resolveText, type TemplateValues } from './cloudformation-values.ts';
import type { HclBlock, HclExpression, HclPart } from './hcl-syntax.ts';
import { POLICY_ATTRIBUTES, POLICY_REFERENCES } from './terraform.ts';

/** Whether a text looks like Terraform's source. */
export function looksLikeHcl(text: string): boolean {
  return /^\s*(resource|data|variable|module|locals|terraform|provider|output)(\s+"[^"\n]*"){0,2}\s*\{/m.test(
    text,
  );
}

/**
 * The policy documents of a file that belong to a layer. What is filled in from elsewhere is in doubt; a document that
 * is elsewhere is named.
 */
export function hclPolicies(
  blocks: readonly HclBlock[],
  layer: PolicyLayer,
  values: TemplateValues,
): readonly Candidate[] {
  const file = new SourceFile(blocks, values);
  const found = blocks
    .filter(({ type }) => type === 'resource')
    .flatMap((block) => [...attributePolicies(block, layer, file), ...inlinePolicies(block, layer, file)]);
  const elsewhere = layer === 'identity' ? attachedElsewhere(blocks, file) : [];
  if (found.length + elsewhere.length > 0) {
    return layer === 'identity' ? [...withBoundaries(found, boundariesIn(blocks)), ...elsewhere] : found;
  }
  return blocks
    .filter(({ type, labels: [kind] }) => type === 'data' && kind === 'aws_iam_policy_document')
    .map((block) => ({ block, node: file.dataDocument(block) }))
    .filter(({ node }) => hasPrincipal(node) === (layer === 'trust'))
    .map(({ block, node }) => file.nodeCandidate(node, addressOf(block), undefined));
}

function addressOf({ type, labels }: HclBlock): string {
  return (type === 'resource' ? labels : [type, ...labels]).join('.');
}

function attributePolicies(block: HclBlock, layer: PolicyLayer, file: SourceFile): readonly Candidate[] {
  return POLICY_ATTRIBUTES.filter(
    ({ type, layers }) => type === block.labels[0] && layers.includes(layer),
  ).flatMap(({ attribute, owner }) => {
    const expression = block.attributes.get(attribute);
    if (expression === undefined) return [];
    const whose = owner === undefined ? undefined : block.attributes.get(owner);
    const name = whose === undefined ? undefined : `${owner} ${file.textOf(whose)}`;
    return [file.candidate(expression, addressOf(block), name)];
  });
}

function inlinePolicies(block: HclBlock, layer: PolicyLayer, file: SourceFile): readonly Candidate[] {
  if (layer !== 'identity' || block.labels[0] !== 'aws_iam_role') return [];
  return block.blocks
    .filter(({ type }) => type === 'inline_policy')
    .flatMap(({ attributes }, index) => {
      const policy = attributes.get('policy');
      const name = `${addressOf(block)}.inline_policy[${index}]`;
      return policy === undefined ? [] : [file.candidate(policy, name, addressOf(block))];
    });
}

/** The policies of the file that are boundaries of its identities. */
function boundariesIn(blocks: readonly HclBlock[]): readonly string[] {
  return blocks.flatMap(({ attributes }) => {
    const boundary = attributes.get('permissions_boundary');
    return boundary?.kind === 'reference' ? boundary.text.replace(/\.arn$/, '') : [];
  });
}

/** Managed policies that are attached, and boundaries, where the file does not make them itself. */
function attachedElsewhere(blocks: readonly HclBlock[], file: SourceFile): readonly Candidate[] {
  const resources = blocks.filter(({ type }) => type === 'resource');
  return resources.flatMap((block) =>
    POLICY_REFERENCES.filter(([pattern]) => pattern.test(block.labels[0] ?? '')).flatMap(
      ([, attribute, layer]) => {
        const expression = block.attributes.get(attribute);
        const items =
          expression?.kind === 'list' ? expression.items : expression === undefined ? [] : [expression];
        return items
          .filter((item) => !(item.kind === 'reference' && /^aws_iam_policy\.[\w-]+\.arn$/.test(item.text)))
          .map((item): Candidate => {
            const name = file.textOf(item);
            const what = `${name} (its document is not in this file)`;
            return {
              kind: 'unknown',
              name,
              owner: addressOf(block),
              what,
              at: item.at,
              ...(layer === undefined ? {} : { layer }),
            };
          });
      },
    ),
  );
}

/** What Terraform fills in that is known here, too. */
const KNOWN_DATA: readonly (readonly [pattern: RegExp, parameter: string])[] = [
  [/^data\.aws_caller_identity\.[\w-]+\.account_id$/, 'AWS::AccountId'],
  [/^data\.aws_partition\.[\w-]+\.partition$/, 'AWS::Partition'],
  [/^data\.aws_partition\.[\w-]+\.dns_suffix$/, 'AWS::URLSuffix'],
  [/^data\.aws_region\.[\w-]+\.(name|id|region)$/, 'AWS::Region'],
];

/** What names a resource of a type, and the type of IAM in its ARN. */
const NAMED: Readonly<Record<string, readonly [attribute: string, type: string]>> = {
  aws_iam_role: ['name', 'role'],
  aws_iam_user: ['name', 'user'],
  aws_iam_group: ['name', 'group'],
  aws_iam_policy: ['name', 'policy'],
  aws_iam_instance_profile: ['name', 'instance-profile'],
};

/** References that lead to references, and no further. */
const FARTHEST = 5;

class SourceFile {
  private readonly blocks: readonly HclBlock[];
  private readonly values: TemplateValues;

  constructor(blocks: readonly HclBlock[], values: TemplateValues) {
    this.blocks = blocks;
    this.values = values;
  }

  /** A policy attribute: encoded JSON, a text, a data source, or a file elsewhere. */
  candidate(expression: HclExpression, name: string, owner: string | undefined): Candidate {
    const node = this.documentOf(expression, 0);
    if (node !== undefined) return this.nodeCandidate(node, name, owner);
    return { kind: 'unknown', name, owner, what: `${name}: ${written(expression)}`, at: expression.at };
  }

  nodeCandidate(node: JsonNode, name: string, owner: string | undefined): Candidate {
    return { kind: 'node', name, owner, ...resolveDocument(node, this.values) };
  }

  private documentOf(expression: HclExpression, depth: number): JsonNode | undefined {
    if (depth > FARTHEST) return undefined;
    if (expression.kind === 'call' && expression.name === 'jsonencode') {
      const [argument] = expression.args;
      const encoded = argument?.kind === 'reference' ? this.followed(argument.text) : argument;
      return encoded?.kind === 'object' ? this.node(encoded, 0) : undefined;
    }
    if (expression.kind === 'text') return this.parsed(expression.parts, expression.at);
    if (expression.kind !== 'reference') return undefined;
    const [root, kind, label, attribute] = expression.text.split('.');
    const data = this.blocks.find(
      ({ type, labels }) => type === 'data' && root === 'data' && labels[0] === kind && labels[1] === label,
    );
    if (data !== undefined) {
      return kind === 'aws_iam_policy_document' && /^(minified_)?json$/.test(attribute ?? '')
        ? this.dataDocument(data)
        : undefined;
    }
    const local = this.followed(expression.text);
    return local === undefined ? undefined : this.documentOf(local, depth + 1);
  }

  /** The value of `local.NAME`, or of a variable with a default. */
  private followed(reference: string): HclExpression | undefined {
    const [root, name = ''] = reference.split('.');
    if (reference.split('.').length !== 2 || root !== 'local') return undefined;
    return this.blocks
      .filter(({ type }) => type === 'locals')
      .map(({ attributes }) => attributes.get(name))[0];
  }

  /** A text with JSON in it. What is filled in stands inside of JSON's own texts. */
  private parsed(parts: readonly HclPart[], at: number): JsonNode | undefined {
    const text = parts.map((part) => (part.kind === 'literal' ? part.text : `\${${part.text}}`)).join('');
    const [only] = parts;
    if (parts.length === 1 && only?.kind === 'template') {
      return this.documentOf({ kind: 'reference', text: only.text, at }, 0);
    }
    const read = readJson(text);
    return read.kind === 'value' ? this.filled(moved(read.node, at)) : undefined;
  }

  private filled(node: JsonNode): JsonNode {
    switch (node.kind) {
      case 'string':
        return this.textNode(templateParts(node.value), node.at);
      case 'array':
        return { ...node, items: node.items.map((item) => this.filled(item)) };
      case 'object':
        return {
          ...node,
          members: node.members.map((member) => ({ ...member, value: this.filled(member.value) })),
        };
      default:
        return node;
    }
  }

  private node(expression: HclExpression, depth: number): JsonNode {
    const { at } = expression;
    switch (expression.kind) {
      case 'text':
        return this.textNode(expression.parts, at);
      case 'word':
        return wordNode(expression.text, at);
      case 'list':
        return { kind: 'array', items: expression.items.map((item) => this.node(item, depth)), at };
      case 'object':
        return {
          kind: 'object',
          members: expression.members.map(
            ({ name, value }): JsonMember => ({
              name: this.textOf(name),
              nameAt: name.at,
              value: this.node(value, depth),
            }),
          ),
          at,
        };
      case 'reference': {
        const local = depth > FARTHEST ? undefined : this.followed(expression.text);
        return local === undefined
          ? this.textNode([{ kind: 'template', text: expression.text }], at)
          : this.node(local, depth + 1);
      }
      default:
        return this.textNode([{ kind: 'template', text: written(expression) }], at);
    }
  }

  /** Texts of Terraform are templates of CloudFormation here: what fills them in is known, or in doubt. */
  private textNode(parts: readonly HclPart[], at: number | undefined): JsonNode {
    if (parts.every(({ kind }) => kind === 'literal')) {
      return { kind: 'string', value: literal(parts), at };
    }
    const text = parts
      .map((part) =>
        part.kind === 'literal' ? part.text.replaceAll('${', '${!') : this.reference(part.text, 0),
      )
      .join('');
    const value: JsonNode = { kind: 'string', value: text, at };
    return { kind: 'object', members: [{ name: 'Fn::Sub', nameAt: at, value }], at };
  }

  private reference(text: string, depth: number): string {
    const parameter = KNOWN_DATA.find(([pattern]) => pattern.test(text))?.[1];
    if (parameter !== undefined) return `\${${parameter}}`;
    const [type = '', label, attribute] = text.split('.');
    const block = this.blocks.find(
      (candidate) =>
        candidate.type === 'resource' && candidate.labels[0] === type && candidate.labels[1] === label,
    );
    const found =
      depth > FARTHEST || block === undefined ? undefined : this.ofResource(block, attribute, depth);
    if (found !== undefined) return found;
    const local = depth > FARTHEST ? undefined : this.followed(text);
    if (local?.kind === 'text') return this.inside(local.parts, depth + 1);
    return `\${${text.replaceAll(/[{}]/g, '')}}`;
  }

  private ofResource(block: HclBlock, attribute: string | undefined, depth: number): string | undefined {
    const [type = ''] = block.labels;
    const text = (name: string) => {
      const expression = block.attributes.get(name);
      return expression?.kind === 'text' ? this.inside(expression.parts, depth + 1) : undefined;
    };
    if (type === 'aws_s3_bucket') {
      const bucket = text('bucket');
      if (bucket === undefined) return undefined;
      return attribute === 'arn'
        ? `arn:\${AWS::Partition}:s3:::${bucket}`
        : attribute === 'id'
          ? bucket
          : undefined;
    }
    if (type === 'aws_iam_openid_connect_provider') {
      const host = text('url')?.replace(/^https:\/\//, '');
      return attribute === 'arn' && host !== undefined
        ? `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:oidc-provider/${host}`
        : undefined;
    }
    const [naming, kind] = NAMED[type] ?? [];
    const name = naming === undefined ? undefined : text(naming);
    if (name === undefined) return undefined;
    if (attribute !== 'arn') return attribute === 'name' || attribute === 'id' ? name : undefined;
    const path = block.attributes.has('path') ? text('path') : '/';
    return path === undefined
      ? undefined
      : `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:${kind}${path}${name}`;
  }

  private inside(parts: readonly HclPart[], depth: number): string {
    return parts
      .map((part) =>
        part.kind === 'literal' ? part.text.replaceAll('${', '${!') : this.reference(part.text, depth),
      )
      .join('');
  }

  /** The text of an expression where it is known; otherwise how it is written. */
  textOf(expression: HclExpression): string {
    if (expression.kind === 'text')
      return expression.parts
        .map((part) => (part.kind === 'literal' ? part.text : `\${${part.text}}`))
        .join('');
    if (expression.kind !== 'reference') return written(expression);
    const node = this.textNode([{ kind: 'template', text: expression.text }], undefined);
    const resolved = intrinsicOf(node) === undefined ? undefined : resolveText(node, this.values);
    return resolved === undefined || resolved.unknown.length > 0 ? expression.text : resolved.text;
  }

  /** A data source `aws_iam_policy_document` as the document that it makes. Source: Terraform Registry, hashicorp/aws. */
  dataDocument({ attributes, blocks, at }: HclBlock): JsonNode {
    const version = attributes.get('version');
    const statements = blocks
      .filter(({ type }) => type === 'statement')
      .map((block) => this.dataStatement(block));
    const elsewhere = ['source_policy_documents', 'override_policy_documents', 'source_json', 'override_json']
      .filter((name) => attributes.has(name))
      .map((name): JsonNode => this.textNode([{ kind: 'template', text: name }], at));
    const value = (text: string): JsonNode => ({ kind: 'string', value: text, at });
    return object(at, [
      ['Version', version === undefined ? value('2012-10-17') : this.node(version, 0)],
      [
        'Statement',
        { kind: 'array', items: [...statements, ...elsewhere.map((node) => leftOpen(node, at))], at },
      ],
    ]);
  }

  private dataStatement({ attributes, blocks, at }: HclBlock): JsonNode {
    const member = (name: string, element: string): readonly (readonly [string, JsonNode])[] => {
      const expression = attributes.get(name);
      return expression === undefined ? [] : [[element, variables(this.node(expression, 0))] as const];
    };
    const of = (type: string) => blocks.filter((block) => block.type === type);
    const principals = (type: string, element: string): readonly (readonly [string, JsonNode])[] =>
      of(type).length === 0 ? [] : [[element, this.principals(of(type), at)] as const];
    const conditions = of('condition');
    return object(at, [
      ...member('sid', 'Sid'),
      [
        'Effect',
        attributes.has('effect')
          ? this.node(attributes.get('effect') ?? NOTHING, 0)
          : { kind: 'string', value: 'Allow', at },
      ],
      ...principals('principals', 'Principal'),
      ...principals('not_principals', 'NotPrincipal'),
      ...member('actions', 'Action'),
      ...member('not_actions', 'NotAction'),
      ...member('resources', 'Resource'),
      ...member('not_resources', 'NotResource'),
      ...(conditions.length === 0 ? [] : [['Condition', this.conditions(conditions, at)] as const]),
    ]);
  }

  private principals(blocks: readonly HclBlock[], at: number): JsonNode {
    return object(
      at,
      blocks.map(({ attributes }) => [
        this.textOf(attributes.get('type') ?? NOTHING),
        this.node(attributes.get('identifiers') ?? NOTHING, 0),
      ]),
    );
  }

  /** Several conditions of one operator are one member. */
  private conditions(blocks: readonly HclBlock[], at: number): JsonNode {
    const tests = new Map<string, (readonly [string, JsonNode])[]>();
    for (const { attributes } of blocks) {
      const test = this.textOf(attributes.get('test') ?? NOTHING);
      const variable = this.textOf(attributes.get('variable') ?? NOTHING);
      const values = variables(this.node(attributes.get('values') ?? NOTHING, 0));
      tests.set(test, [...(tests.get(test) ?? []), [variable, values]]);
    }
    return object(
      at,
      [...tests].map(([test, keys]) => [test, object(at, keys)]),
    );
  }
}

const NOTHING: HclExpression = { kind: 'list', items: [], at: 0 };

function object(at: number | undefined, members: readonly (readonly [string, JsonNode])[]): JsonNode {
  return { kind: 'object', members: members.map(([name, value]) => ({ name, nameAt: at, value })), at };
}

/** A statement of which nothing is known: it may allow anything. */
function leftOpen(what: JsonNode, at: number): JsonNode {
  const text = (value: string): JsonNode => ({ kind: 'string', value, at });
  return object(at, [
    ['Effect', text('Allow')],
    ['Action', text('*')],
    ['Resource', what],
  ]);
}

/** In data sources `&{…}` is a policy variable. */
function variables(node: JsonNode): JsonNode {
  if (node.kind === 'string') return { ...node, value: node.value.replaceAll('&{', '${') };
  if (node.kind === 'array') return { ...node, items: node.items.map(variables) };
  if (node.kind !== 'object') return node;
  return {
    ...node,
    members: node.members.map((member) => ({
      ...member,
      value:
        member.name === 'Fn::Sub' && member.value.kind === 'string'
          ? { ...member.value, value: member.value.value.replaceAll('&{', '${!') }
          : variables(member.value),
    })),
  };
}

function wordNode(text: string, at: number): JsonNode {
  if (text === 'true' || text === 'false') return { kind: 'boolean', value: text === 'true', at };
  if (text === 'null') return { kind: 'null', at };
  return /^-?\d/.test(text) ? { kind: 'number', text, at } : { kind: 'string', value: text, at };
}

function written(expression: HclExpression): string {
  switch (expression.kind) {
    case 'call': {
      const [first] = expression.args;
      const argument = first?.kind === 'text' ? `"${literal(first.parts)}"` : '…';
      return `${expression.name}(${argument})`;
    }
    case 'reference':
    case 'other':
    case 'word':
      return expression.text.slice(0, LONGEST_SHOWN);
    default:
      return `a ${expression.kind}`;
  }
}

/** As much of an expression as a sentence takes. */
const LONGEST_SHOWN = 80;

function literal(parts: readonly HclPart[]): string {
  return parts.map((part) => (part.kind === 'literal' ? part.text : `\${${part.text}}`)).join('');
}

/** `${…}` in a text of JSON that is itself in a template. */
function templateParts(text: string): readonly HclPart[] {
  return text
    .split(/(\$\{[^}]*\})/)
    .filter((part) => part !== '')
    .map(
      (part): HclPart =>
        /^\$\{.*\}$/s.test(part) &&
        !/^\$\{aws:|^\$\{s3:|^\$\{saml:|^\$\{sts:|^\$\{\$\}|^\$\{\*\}|^\$\{\?\}/.test(part)
          ? { kind: 'template', text: part.slice(2, -1) }
          : { kind: 'literal', text: part },
    );
}

/** Places inside of a text, in the file that holds it. */
function moved(node: JsonNode, by: number): JsonNode {
  const at = node.at === undefined ? undefined : node.at + by;
  switch (node.kind) {
    case 'array':
      return { ...node, at, items: node.items.map((item) => moved(item, by)) };
    case 'object':
      return {
        ...node,
        at,
        members: node.members.map((member) => ({
          name: member.name,
          nameAt: member.nameAt === undefined ? undefined : member.nameAt + by,
          value: moved(member.value, by),
        })),
      };
    default:
      return { ...node, at };
  }
}

function hasPrincipal(node: JsonNode): boolean {
  if (node.kind !== 'object') return false;
  const statements = node.members.find(({ name }) => name === 'Statement')?.value;
  return (
    statements?.kind === 'array' &&
    statements.items.some(
      (item) => item.kind === 'object' && item.members.some(({ name }) => /^(Not)?Principal$/.test(name)),
    )
  );
}
