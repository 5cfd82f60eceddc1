/** The comparison as text: the answer first, then the rows with equal values folded. */
import { type ComparedRow, type Comparison, type Difference, viewOf } from '../compare/comparison.ts';
import { explainDifference, sourceWords, TOOL_NAMES } from '../compare/reason-words.ts';
import {
  type KeyView,
  type RowId,
  type Setting,
  TOOLS,
  type ToolId,
  type ToolView,
} from '../compare/tool-view.ts';
import { reportStep } from '../findings/fix-step.ts';
import { beside, type TextStyle, wrap } from '../report/text/style.ts';
import { locationOf } from './compare-document.ts';

/** How the tools are named beside values. */
const SHORT: Readonly<Record<ToolId, string>> = {
  boto3: 'boto3',
  'cli-v1': 'v1',
  'cli-v2': 'v2',
  'js-sdk': 'JS',
};

const ROW_NAMES: Readonly<Record<RowId, string>> = {
  profile: 'profile',
  credentials: 'credentials',
  region: 'region',
  endpoint: 'endpoint',
  certificates: 'certificates',
  proxy: 'proxy',
  fips: 'FIPS',
};

/** What is said where nothing is set. */
const UNSET: Readonly<Record<RowId, string>> = {
  profile: 'not set (default)',
  credentials: '',
  region: 'not set',
  endpoint: "AWS's own",
  certificates: 'the public ones',
  proxy: 'none',
  fips: 'no',
};

/** Where each tool looks, in its order. */
const RULES: Readonly<Record<RowId, readonly string[]>> = {
  profile: [
    'boto3, v1: --profile, AWS_DEFAULT_PROFILE, AWS_PROFILE, default',
    'v2: --profile, AWS_PROFILE, AWS_DEFAULT_PROFILE, default',
    'JS: AWS_PROFILE, default; a blank one counts as none',
  ],
  credentials: [
    'boto3, v1, v2: keys of the environment, then of the profile: role, web identity, SSO, credentials file, login, process, config file; then container and instance. The first that applies decides, also where it fails.',
    'v1 and v2 keep keys of roles, v2 also those of SSO logins.',
    'JS: keys of the environment unless AWS_PROFILE is set; of the profile: role, keys, web identity, process, SSO, login; then web identity, container, instance. Most failures lead to the next.',
  ],
  region: [
    'boto3, v1: AWS_DEFAULT_REGION, the profile',
    'v2: AWS_REGION, AWS_DEFAULT_REGION, the profile, instance metadata',
    'JS: AWS_REGION, the profile, instance metadata',
  ],
  endpoint: ['all: AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL, the services section, endpoint_url'],
  certificates: [
    'boto3, v1, v2: AWS_CA_BUNDLE, ca_bundle, REQUESTS_CA_BUNDLE, in place of the public ones',
    'JS: NODE_EXTRA_CA_CERTS, beside the public ones',
  ],
  proxy: ['boto3, v1, v2: HTTPS_PROXY, HTTP_PROXY, NO_PROXY', 'JS: only what the program sets'],
  fips: ['all: AWS_USE_FIPS_ENDPOINT, use_fips_endpoint; JS takes true in small letters only'],
};

export function compareLines(
  comparison: Comparison,
  now: number,
  style: TextStyle,
  verbose: boolean,
): readonly string[] {
  const [first, ...others] = comparison.differences;
  return [
    ...headLines(comparison, first, now, style),
    '',
    ...comparison.rows.flatMap((row) => rowLines(row, comparison, style, verbose)),
    ...(others.length === 0
      ? []
      : ['', ...others.flatMap((other) => alsoLines(other, comparison, now, style))]),
    '',
    ...comparison.views.flatMap((view) => toolLines(view, style)),
  ];
}

/** Whether they agree and what to change; below it why. */
function headLines(
  comparison: Comparison,
  first: Difference | undefined,
  now: number,
  style: TextStyle,
): readonly string[] {
  const { verdict } = comparison;
  const { paint, columns } = style;
  if (verdict.kind === 'part' && first !== undefined) {
    const { why, fix } = explainDifference(first, comparison, now);
    const rows = partingRows(comparison).join(' and ');
    const [step] = fix.map(reportStep);
    const said = `Not the same ${rows}.`;
    const inOne = step === undefined ? said : `${said} Fix: ${step.text}`;
    const lines = inOne.length <= columns || step === undefined ? [inOne] : [said, `  Fix: ${step.text}`];
    return [...lines.map(paint.bad), ...wrap(why, columns, 2)];
  }
  if (verdict.kind === 'failed')
    return wrap(`None of the four gets credentials. boto3: ${verdict.message}`, columns, 0).map(paint.bad);
  const { credentials, region } = viewOf(comparison.views, 'boto3');
  const text = `All four agree: ${keyWords(credentials)}, ${region.value === undefined ? 'no region' : `region ${region.value}`}.`;
  return wrap(text, columns, 0).map(paint.good);
}

/** Those that decide, with the names of the tools that part. */
function partingRows({ rows }: Comparison): readonly string[] {
  return rows
    .filter(({ row, groups }) => (row === 'credentials' || row === 'region') && groups.length > 1)
    .map(({ row }) => ROW_NAMES[row]);
}

const LABEL_WIDTH = 12;

function rowLines(
  { row, groups }: ComparedRow,
  { views }: Comparison,
  style: TextStyle,
  verbose: boolean,
): readonly string[] {
  const { symbols, paint, columns } = style;
  const isSame = groups.length === 1;
  const mark = isSame ? paint.dim(symbols.yes) : paint.bad(symbols.no);
  const width = Math.max(...groups.map((group) => shortNames(group).length));
  const texts = distinctTexts(
    row,
    groups.map(([tool = 'boto3']) => viewOf(views, tool)),
  );
  const lines = groups.flatMap((group, index) => {
    const label = index === 0 ? ROW_NAMES[row] : '';
    const text = `${shortNames(group).padEnd(width)}  ${texts[index] ?? ''}`;
    // The names are a column of their own, which wrapping would fold.
    const [head = '', ...rest] = valueLines(text, columns - LABEL_WIDTH - 4, width + 2);
    const first = `${index === 0 ? mark : ' '} ${label.padEnd(LABEL_WIDTH)} ${head}`;
    return [first, ...rest.map((line) => `${' '.repeat(LABEL_WIDTH + 3)}${line}`)];
  });
  const rules = verbose
    ? RULES[row].flatMap((rule) => wrap(rule, columns, LABEL_WIDTH + 3).map(paint.dim))
    : [];
  return [...lines, ...rules];
}

function valueLines(text: string, width: number, indent: number): readonly string[] {
  if (text.length <= width) return [text];
  const names = text.slice(0, indent);
  return wrap(text.slice(indent), width, indent).map((line, index) =>
    index === 0 ? names + line.trimStart() : line,
  );
}

function shortNames(tools: readonly ToolId[]): string {
  return tools.length === TOOLS.length ? 'all four' : tools.map((tool) => SHORT[tool]).join(' ');
}

function valueText(row: RowId, view: ToolView): string {
  return row === 'credentials' ? keyWords(view.credentials) : settingWords(row, view[row]);
}

/** Keys may differ in what is not shown. */
function distinctTexts(row: RowId, views: readonly ToolView[]): readonly string[] {
  const texts = views.map((view) => valueText(row, view));
  return texts.map((text, index) => (texts.indexOf(text) < index ? `${text}, with another secret` : text));
}

function settingWords(row: RowId, setting: Setting): string {
  const { value, otherwise, problem } = setting;
  if (problem !== undefined) return `refused: ${problem}`;
  if (value === undefined)
    return otherwise === undefined ? UNSET[row] : `${UNSET[row]}; asks instance metadata`;
  const location = locationOf(setting);
  const shown = value === '' ? '(blank)' : row === 'fips' ? 'yes' : value;
  return location === undefined ? shown : `${shown}, from ${location}`;
}

/** Keys that lie somewhere are said by their place, others by what gives them. */
function keyWords(keys: KeyView): string {
  switch (keys.kind) {
    case 'none':
      return 'no credentials';
    case 'failed':
      return `fails: ${keys.message}`;
    case 'not-fetched':
      return `${sourceWords(keys.source)}, not ${keys.source.provider === 'iam-role' ? 'asked' : 'fetched'}`;
    case 'keys': {
      const { accessKeyId, source, cache } = keys;
      if (cache !== undefined) return `${accessKeyId} kept in ${cache.file}`;
      return `${accessKeyId} from ${AT_REST.includes(source.provider) ? source.location : sourceWords(source)}`;
    }
  }
}

const AT_REST: readonly string[] = ['env', 'shared-credentials-file', 'config-file'];

function alsoLines(
  difference: Difference,
  comparison: Comparison,
  now: number,
  { columns, paint }: TextStyle,
): readonly string[] {
  const { why, fix } = explainDifference(difference, comparison, now);
  const [step] = fix.map(reportStep);
  const label = ROW_NAMES[difference.row];
  const text = step === undefined ? why : `${why} \`${step.text}\``;
  return beside(label, text, columns, { indent: 2, labelWidth: LABEL_WIDTH, paintLabel: paint.dim });
}

function toolLines({ tool, how }: ToolView, { columns, paint }: TextStyle): readonly string[] {
  return beside(SHORT[tool], `${nameOf(tool)}: ${howWords(how)}`, columns, { indent: 2, labelWidth: 6 }).map(
    paint.dim,
  );
}

function nameOf(tool: ToolId): string {
  return tool === 'js-sdk' ? 'AWS SDK for JavaScript (CDK and others)' : TOOL_NAMES[tool];
}

function howWords(how: ToolView['how']): string {
  switch (how.kind) {
    case 'resolved':
      return "skycheck's own reading";
    case 'ran':
      return `${how.version} ran (${how.program})`;
    case 'asked':
      return 'asked, without a network';
    case 'rules':
      return HOW[how.because];
  }
}

const HOW = {
  'not-installed': 'not installed; by its rules',
  'did-not-run': 'did not run; by its rules',
  sandbox: 'runs no program in a sandbox; by its rules',
} as const;
