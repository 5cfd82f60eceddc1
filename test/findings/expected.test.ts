import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FindingDefinitions } from '../../src/findings/definition.ts';
import { diagnose, RULES } from '../../src/findings/diagnose.ts';
import type { Finding } from '../../src/findings/finding.ts';
import { reportStep } from '../../src/findings/fix-step.ts';
import { policyFindings } from '../../src/findings/policies/policy-rules.ts';
import { FINDING_CODES, type FindingCode } from '../../src/findings/registry.ts';
import { trustFindings } from '../../src/findings/trust/trust-rules.ts';
import { POLICY_CASES } from '../policy/finding-cases.ts';
import { factsFor } from '../policy/support.ts';
import { TRUST_CASES, trustFactsFor } from '../web-identity/support.ts';
import { CONDITION_CASES, SILENT_CASES } from './condition-cases.ts';
import { factsOf } from './facts-of.ts';
import { CASES, WELL } from './finding-cases.ts';
import { MORE_CASES } from './more-cases.ts';

const FINDINGS_FOLDER = fileURLToPath(new URL('../../src/findings', import.meta.url));
const definitionFiles = readdirSync(FINDINGS_FOLDER, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('-definitions.ts'),
);

/** The codes of each topic, from its definitions. */
async function codesByTopic(): Promise<ReadonlyMap<string, readonly string[]>> {
  const topics = await Promise.all(
    definitionFiles.map(async (file) => {
      const module: Readonly<Record<string, FindingDefinitions>> = await import(
        pathToFileURL(path.join(FINDINGS_FOLDER, file)).href
      );
      return [path.dirname(file), Object.values(module).flatMap(Object.keys)] as const;
    }),
  );
  return new Map(topics);
}

interface Expected extends Pick<Finding, 'severity' | 'detail' | 'possibleCauses'> {
  readonly at: Finding['at'] | null;
  readonly cause: Finding['cause'] | null;
  readonly stops: Finding['stops'] | null;
  readonly fix: readonly string[];
  /** What else is found there. */
  readonly beside: readonly string[];
}

/** The finding of a case that was made for its code, and which others there are. */
function expectedOf(code: FindingCode, findings: readonly Finding[], index: number): Expected {
  const found = findings.find((candidate) => candidate.code === code);
  if (found === undefined) throw new Error(`case ${index + 1} of ${code} does not make it`);
  const { severity, stops, detail, at, cause, possibleCauses, fix } = found;
  const steps = fix.map(reportStep).map(({ kind, text }) => `${kind}: ${text}`);
  const beside = findings.filter((other) => other !== found).map((other) => other.code);
  return {
    severity,
    stops: stops ?? null,
    detail,
    at: at ?? null,
    cause: cause ?? null,
    possibleCauses,
    fix: steps,
    beside,
  };
}

/** The findings of each case, by the code that it was made for. */
type Made = ReadonlyMap<FindingCode, readonly (() => readonly Finding[])[]>;

async function makers(): Promise<Made> {
  const made = new Map<FindingCode, (() => readonly Finding[])[]>();
  const add = (code: FindingCode, make: () => readonly Finding[]) =>
    made.set(code, [...(made.get(code) ?? []), make]);
  for (const [code, machine, changes] of [...CASES, ...MORE_CASES, ...CONDITION_CASES]) {
    const facts = await factsOf(machine, changes);
    add(code, () => diagnose(facts));
  }
  for (const [code, file, changes] of POLICY_CASES) {
    const facts = factsFor(file, changes);
    add(code, () => policyFindings(facts));
  }
  for (const [code, statements, claims] of TRUST_CASES) {
    const facts = trustFactsFor(statements, claims);
    add(code, () => trustFindings(facts));
  }
  const well = await factsOf(WELL);
  const failing = () => {
    throw new TypeError('topsecretvalue');
  };
  add('internal-error', () => diagnose(well, { ...RULES, failing }));
  return made;
}

describe('every finding of the registry', async () => {
  let made: Made = new Map();
  beforeAll(async () => {
    made = await makers();
  });

  const topics = await codesByTopic();

  it('has a topic and a case', () => {
    expect([...topics.values()].flat().sort()).toEqual(FINDING_CODES);
    expect([...made.keys()].sort()).toEqual(FINDING_CODES);
  });

  it.each([...topics])('has severity, detail and fix as expected: %s', async (topic, codes) => {
    const expected = Object.fromEntries(
      [...made]
        .filter(([code]) => codes.includes(code))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([code, cases]) => [code, cases.map((make, index) => expectedOf(code, make(), index))]),
    );
    const text = `${JSON.stringify(expected, null, 2)}\n`;
    expect(text).not.toMatch(/undefined|\[object|topsecretvalue/);
    await expect(text).toMatchFileSnapshot(`expected/${topic}.json`);
  });
});

describe('a finding is not made where it is only near', async () => {
  const cases = await Promise.all(
    SILENT_CASES.map(async ([code, machine, changes]) => ({ code, facts: await factsOf(machine, changes) })),
  );

  it.each(cases)('$code', ({ code, facts }) => {
    expect(diagnose(facts).map((found) => found.code)).not.toContain(code);
  });
});
