/** The values of `.skycheck.yaml`, each checked where it stands. */
import * as z from 'zod';
import { closestTo } from '../closest-word.ts';
import type { JsonMember, JsonNode } from '../iam/json-node.ts';
import { toValue } from '../iam/to-value.ts';
import { FORMAT_NAMES } from '../report/formats/formats.ts';
import { CAPABILITY_IDS, type CapabilityId } from '../skypilot/requirements.ts';
import type { ReportFile } from './print-options.ts';
import { projectConfigSchema } from './project-config-schema.ts';

export interface ProjectValues {
  readonly require?: readonly CapabilityId[];
  readonly regions?: readonly string[];
  readonly ignore?: readonly string[];
  readonly 'fail-on'?: readonly string[];
  readonly task?: string;
  readonly config?: string;
  readonly formats?: readonly ReportFile[];
}

type Refuse = (at: number | undefined, message: string, hint?: string) => Error;

const KEYS = Object.keys(projectConfigSchema.shape);

/** Throws what `refuse` makes where a key is not known or a value is not one of its. */
export function valuesOf(members: readonly JsonMember[], refuse: Refuse): ProjectValues {
  for (const { name, nameAt } of members) {
    if (KEYS.includes(name)) continue;
    const near = closestTo(name, KEYS);
    throw refuse(
      nameAt,
      `there is no key "${name}".`,
      `${near === undefined ? '' : `Did you mean ${near}? `}The keys are ${KEYS.join(', ')}.`,
    );
  }
  for (const member of members) checkValue(member, refuse);
  const read = projectConfigSchema.parse(
    Object.fromEntries(members.map(({ name, value }) => [name, toValue(value)])),
  );
  const { require, regions, ignore, task, config, formats } = read;
  const failOn = read['fail-on'];
  return {
    ...(require === undefined ? {} : { require: capabilities([require].flat()) }),
    ...(regions === undefined ? {} : { regions: [regions].flat() }),
    ...(ignore === undefined ? {} : { ignore: [ignore].flat() }),
    ...(failOn === undefined ? {} : { 'fail-on': [failOn].flat() }),
    ...(task === undefined ? {} : { task }),
    ...(config === undefined ? {} : { config }),
    ...(formats === undefined ? {} : { formats: reportFiles(formats) }),
  };
}

function reportFiles(
  formats: NonNullable<z.infer<typeof projectConfigSchema>['formats']>,
): readonly ReportFile[] {
  const pairs = Array.isArray(formats)
    ? formats.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const)
    : Object.entries(formats);
  return pairs.flatMap(([name, file]) => {
    const format = FORMAT_NAMES.find((known) => known === name);
    return format === undefined ? [] : [{ format, file }];
  });
}

function capabilities(names: readonly string[]): readonly CapabilityId[] {
  return names.includes('all') ? CAPABILITY_IDS : CAPABILITY_IDS.filter((id) => names.includes(id));
}

/** The first value of a key that is not one of its, at its own line. */
function checkValue({ name, value }: JsonMember, refuse: Refuse): void {
  const schema = z.strictObject({ [name]: projectConfigSchema.shape[name as 'require'] });
  const fits = (each: unknown) => schema.safeParse({ [name]: each }).success;
  if (fits(toValue(value))) return;
  const parts: readonly (readonly [JsonNode, unknown])[] =
    value.kind === 'object'
      ? value.members.map((member) => [member.value, { [member.name]: toValue(member.value) }] as const)
      : (value.kind === 'array' ? value.items : [value]).map((item) => [item, toValue(item)] as const);
  const [node, wrong] = parts.find(([, each]) => !fits(each)) ?? [value, toValue(value)];
  throw refuse(
    node.at ?? value.at,
    `${JSON.stringify(wrong)} is no value of "${name}".`,
    hintFor(name, wrong),
  );
}

const WORDS: Readonly<Record<string, string>> = {
  require: `The capabilities are ${CAPABILITY_IDS.join(', ')}.`,
  ignore: 'skycheck explain all lists the codes of findings.',
  'fail-on': 'It takes error, warning, and codes of findings; skycheck explain all lists them.',
  formats: 'It takes a file for each format, such as "junit: report.xml".',
};

function hintFor(name: string, wrong: unknown): string | undefined {
  const words = WORDS[name];
  const near = typeof wrong === 'string' && name === 'require' ? closestTo(wrong, CAPABILITY_IDS) : undefined;
  return near === undefined ? words : `Did you mean ${near}? ${words}`;
}
