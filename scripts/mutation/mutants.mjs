// The small changes that are made to a source file, and the file with all of them built in, each behind a switch.
import { parseSync } from 'oxc-parser';

/**
 * @typedef {object} Mutant
 * @property {number} start - of the text that is replaced, in UTF-16 units
 * @property {number} end
 * @property {number} line - from 1
 * @property {string} kind - what kind of change it is
 * @property {string} original
 * @property {string} replacement - '' where a statement is removed
 * @property {boolean} statement - whether a statement is removed; otherwise an expression is replaced
 */

const COMPARISONS = {
  '===': ['!=='],
  '!==': ['==='],
  '<': ['<=', '>='],
  '>': ['>=', '<='],
  '<=': ['<', '>'],
  '>=': ['>', '<'],
};
const ARITHMETIC = { '+': '-', '-': '+', '*': '/', '/': '*', '%': '*' };
const SWAPPED_METHODS = {
  some: 'every',
  every: 'some',
  startsWith: 'endsWith',
  endsWith: 'startsWith',
  find: 'findLast',
  min: 'max',
  max: 'min',
};
const DROPPED_METHODS = [
  'filter',
  'slice',
  'sort',
  'toSorted',
  'reverse',
  'toReversed',
  'trim',
  'trimEnd',
  'trimStart',
  'toLowerCase',
  'toUpperCase',
];
/** Whose text is no value: keys, names of modules, and what a comparison mutates already. */
const NO_VALUE = new Set([
  'ImportExpression',
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
]);
const WRAPPERS = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
]);
const LOOPS = new Set([
  'ForStatement',
  'ForOfStatement',
  'ForInStatement',
  'WhileStatement',
  'DoWhileStatement',
]);
/** Expressions that have changes of their own, so that returning nothing instead adds little. */
const CHANGED_ANYWAY = new Set([
  'Literal',
  'TemplateLiteral',
  'ArrayExpression',
  'BinaryExpression',
  'LogicalExpression',
  'ConditionalExpression',
  'ArrowFunctionExpression',
  'FunctionExpression',
]);

/**
 * @param {string} file - its name, for the parser to know the language
 * @param {string} code
 * @returns {{mutants: readonly Mutant[], loops: readonly {start: number, end: number, block: boolean}[]}}
 */
export function mutantsOf(file, code) {
  const { program, errors } = parseSync(file, code);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`);
  const mutants = [];
  const loops = [];
  const text = (node) => code.slice(node.start, node.end);
  const add = (node, kind, replacement, statement = false) => {
    const original = text(node);
    if (replacement === original) return;
    mutants.push({
      start: node.start,
      end: node.end,
      line: code.slice(0, node.start).split('\n').length,
      kind,
      original,
      replacement,
      statement,
    });
  };
  walk(program, { add, text, loops }, {});
  return { mutants, loops };
}

/** @param {{parent?: object, key?: string, spine?: boolean}} at - where the node is; `spine`: inside a `?.` chain */
function walk(node, tools, at) {
  if (node.type.startsWith('TS') && !WRAPPERS.has(node.type)) return;
  if (!at.spine) mutate(node, tools, at);
  if (LOOPS.has(node.type)) {
    const { start, end, type } = node.body;
    tools.loops.push({ start, end, block: type === 'BlockStatement' });
  }
  for (const key of Object.keys(node)) {
    if (isSkipped(node, key)) continue;
    const spine = inSpine(node, key, at);
    for (const child of Array.isArray(node[key]) ? node[key] : [node[key]]) {
      if (child !== null && typeof child === 'object' && typeof child.type === 'string') {
        walk(child, tools, { parent: node, key, spine });
      }
    }
  }
}

/** Names, types and targets of assignments have no value that could be replaced. */
function isSkipped(node, key) {
  switch (key) {
    case 'typeAnnotation':
    case 'typeArguments':
    case 'typeParameters':
    case 'returnType':
    case 'superTypeArguments':
    case 'implements':
    case 'decorators':
      return true;
    case 'key':
    case 'property':
      return node.computed !== true;
    case 'left':
      return node.type === 'AssignmentExpression' || node.type.startsWith('For');
    case 'argument':
      return (
        node.type === 'UpdateExpression' || (node.type === 'UnaryExpression' && node.operator === 'delete')
      );
    default:
      return false;
  }
}

/** What `a?.b.c` begins with may not be put into brackets: the chain would go on where it should have ended. */
function inSpine(node, key, at) {
  if (node.type === 'ChainExpression') return true;
  const along =
    (key === 'object' && node.type === 'MemberExpression') ||
    (key === 'callee' && node.type === 'CallExpression') ||
    (key === 'expression' && WRAPPERS.has(node.type));
  return along && at.spine === true;
}

function mutate(node, tools, at) {
  const { add, text } = tools;
  const { parent, key } = at;
  switch (node.type) {
    case 'Literal':
      return mutateLiteral(node, tools, at);
    case 'TemplateLiteral':
      if (parent.type !== 'TaggedTemplateExpression' && text(node) !== '``') add(node, 'empty text', '``');
      return;
    case 'ArrayExpression':
      if (node.elements.length > 0) add(node, 'empty list', '[]');
      return;
    case 'SpreadElement':
      add(node.argument, 'spread dropped', parent.type === 'ObjectExpression' ? '{}' : '[]');
      return;
    case 'IfStatement':
    case 'ConditionalExpression':
      add(node.test, 'condition', 'true');
      add(node.test, 'condition', 'false');
      return;
    case 'WhileStatement':
    case 'ForStatement':
      if (node.test !== null && node.test.type !== 'Literal') add(node.test, 'condition', 'false');
      return;
    case 'BinaryExpression':
      return mutateBinary(node, tools);
    case 'LogicalExpression':
      return mutateLogical(node, tools);
    case 'UnaryExpression':
      if (node.operator === '!') add(node, 'negation', text(node.argument));
      if (node.operator === '-') add(node, 'sign', text(node.argument));
      return;
    case 'UpdateExpression':
      add(node, 'step', text(node).replace(node.operator, node.operator === '++' ? '--' : '++'));
      return;
    case 'AssignmentExpression':
      if (node.operator === '+=') add(node, 'step', `${text(node.left)} -= ${text(node.right)}`);
      if (node.operator === '-=') add(node, 'step', `${text(node.left)} += ${text(node.right)}`);
      if (node.operator === '??=') add(node, 'default', `${text(node.left)} = ${text(node.right)}`);
      return;
    case 'ChainExpression':
      return mutateChain(node, tools);
    case 'CallExpression':
      return mutateCall(node, tools);
    case 'ReturnStatement':
      if (node.argument !== null) mutateReturned(node.argument, tools);
      else add(node, 'statement removed', '', true);
      return;
    case 'ArrowFunctionExpression':
      if (node.body.type !== 'BlockStatement') mutateReturned(node.body, tools);
      return;
    case 'ExpressionStatement':
      if (isEffect(node.expression)) add(node, 'statement removed', '', true);
      return;
    case 'ContinueStatement':
    case 'BreakStatement':
    case 'ThrowStatement':
      if (!(key === 'consequent' && parent.type === 'SwitchCase')) add(node, 'statement removed', '', true);
      return;
    case 'SwitchCase':
      if (node.test !== null) add(node.test, 'case', 'Symbol()');
      return;
  }
}

function mutateLiteral(node, { add, text }, { parent, key }) {
  if (typeof node.value === 'boolean') add(node, 'boolean', String(!node.value));
  else if (typeof node.value === 'number') add(node, 'number', String(node.value + 1));
  else if (node.regex) {
    const { pattern, flags } = node.regex;
    if (/^\^/.test(pattern)) add(node, 'pattern', `/${pattern.slice(1)}/${flags}`);
    if (/(?<!\\)\$$/.test(pattern)) add(node, 'pattern', `/${pattern.slice(0, -1)}/${flags}`);
  } else if (typeof node.value === 'string') {
    const compared =
      (parent.type === 'BinaryExpression' && Object.hasOwn(COMPARISONS, parent.operator)) ||
      (parent.type === 'BinaryExpression' && parent.operator === 'in') ||
      (parent.type === 'SwitchCase' && key === 'test') ||
      (parent.type === 'ExpressionStatement' && text(parent).length <= text(node).length + 1);
    if (!compared && !NO_VALUE.has(parent.type))
      add(node, 'empty text', node.value === '' ? "'changed'" : "''");
  }
}

function mutateBinary(node, { add, text }) {
  const { operator, left, right } = node;
  const joined = (other) => `${text(left)} ${other} ${text(right)}`;
  for (const other of COMPARISONS[operator] ?? []) add(node, 'comparison', joined(other));
  if (operator === 'instanceof' || operator === 'in') add(node, 'negation', `!(${text(node)})`);
  const isText = (side) => side.type === 'TemplateLiteral' || typeof side.value === 'string';
  if (Object.hasOwn(ARITHMETIC, operator) && !isText(left) && !isText(right)) {
    add(node, 'arithmetic', joined(ARITHMETIC[operator]));
  }
}

function mutateLogical(node, { add, text }) {
  const { operator, left, right } = node;
  if (operator === '??') {
    add(node, 'default', text(left));
    add(node, 'default', text(right));
  } else {
    add(node, 'logic', `(${text(left)}) ${operator === '&&' ? '||' : '&&'} (${text(right)})`);
  }
}

/** Every `?.` of a chain in turn as if nothing could be missing. */
function mutateChain(chain, { add, text }) {
  const whole = text(chain);
  for (
    let node = chain.expression;
    node !== undefined;
    node = node.object ?? node.callee ?? node.expression
  ) {
    if (node.optional !== true) continue;
    const from = (node.object ?? node.callee).end - chain.start;
    const at = whole.indexOf('?.', from);
    const bare = node.type === 'MemberExpression' && !node.computed;
    add(chain, 'optional chain', whole.slice(0, at) + (bare ? '.' : '') + whole.slice(at + 2));
  }
}

function mutateCall(node, { add, text }) {
  const { callee } = node;
  if (callee.type !== 'MemberExpression' || callee.computed || callee.optional) return;
  const { name } = callee.property;
  const rest = text(node).slice(callee.property.end - node.start);
  if (Object.hasOwn(SWAPPED_METHODS, name))
    add(node, 'method', `${text(callee.object)}.${SWAPPED_METHODS[name]}${rest}`);
  if (DROPPED_METHODS.includes(name)) add(node, 'method', text(callee.object));
}

function mutateReturned(node, { add, text }) {
  const value = node.type === 'ParenthesizedExpression' ? node.expression : node;
  const negated = value.type === 'UnaryExpression' && value.operator === '!';
  if (!CHANGED_ANYWAY.has(value.type) && !negated && text(value) !== 'undefined')
    add(node, 'result', 'undefined');
}

function isEffect({ type, argument }) {
  if (type === 'AwaitExpression') return isEffect(argument);
  return ['CallExpression', 'AssignmentExpression', 'UpdateExpression', 'NewExpression'].includes(type);
}

/**
 * The file with every mutant built in: `globalThis.__mutation.on(id)` says whether one is the one that is tried, and
 * `globalThis.__mutation.turn()` is called for each turn of a loop.
 *
 * @param {string} code
 * @param {{mutants: readonly Mutant[], loops: readonly object[]}} found - by `mutantsOf`
 * @param {number} first - the id of the first mutant; the others follow
 */
export function instrument(code, { mutants, loops }, first) {
  const places = new Map();
  const placeAt = ({ start, end }) => {
    const key = `${start}:${end}`;
    if (!places.has(key)) places.set(key, { start, end, switches: [], removals: [], loop: undefined });
    return places.get(key);
  };
  for (const [index, mutant] of mutants.entries()) {
    const place = placeAt(mutant);
    if (mutant.statement) place.removals.push(first + index);
    else place.switches.push({ id: first + index, replacement: mutant.replacement });
  }
  for (const loop of loops) placeAt(loop).loop = loop;
  const sorted = [...places.values()].sort((a, b) => a.start - b.start || b.end - a.end);
  let next = 0;
  const render = (start, end) => {
    let out = '';
    let at = start;
    while (next < sorted.length && sorted[next].start < end) {
      const place = sorted[next];
      next += 1;
      out += code.slice(at, place.start) + wrap(place, render(place.start, place.end));
      at = place.end;
    }
    return out + code.slice(at, end);
  };
  return render(0, code.length);
}

function wrap({ switches, removals, loop }, inner) {
  let out = inner;
  if (switches.length > 0) {
    const tried = switches.map(({ id, replacement }) => `globalThis.__mutation.on(${id})?(${replacement}):`);
    out = `(${tried.join('')}(${out}))`;
  }
  for (const id of removals) out = `{if(!globalThis.__mutation.on(${id})){${out}}}`;
  if (loop !== undefined) {
    const turn = 'globalThis.__mutation.turn();';
    out = loop.block ? out.replace('{', `{${turn}`) : `{${turn}${out}}`;
  }
  return out;
}
