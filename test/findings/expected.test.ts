import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { FindingDefinitions } from '../../src/findings/definition.ts';
import { diagnose, RULES } from '../../src/findings/diagnose.ts';
import { reportFindings } from '../../src/findings/finding.ts';
import { FINDING_CODES } from '../../src/findings/registry.ts';
import type { ReportFinding } from '../../src/report/report.ts';
import { POLICY_CASES } from '../policy/finding-cases.ts';
import { reportFor } from '../policy/support.ts';
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

interface Expected extends Pick<ReportFinding, 'severity' | 'detail' | 'at' | 'cause'> {
  readonly fix: readonly string[];
}

function expectedOf({ severity, detail, at, cause, fix }: ReportFinding): Expected {
  return { severity, detail, at, cause, fix: fix.map(({ kind, text }) => `${kind}: ${text}`) };
}

/** Every finding of the cases that was made for its code. */
async function found(): Promise<ReadonlyMap<string, readonly Expected[]>> {
  const byCode = new Map<string, Expected[]>();
  const add = (code: string, findings: readonly ReportFinding[]) => {
    const finding = findings.find((candidate) => candidate.code === code);
    if (finding === undefined) throw new Error(`a case of ${code} does not make it`);
    byCode.set(code, [...(byCode.get(code) ?? []), expectedOf(finding)]);
  };
  for (const [code, machine, changes] of [...CASES, ...MORE_CASES]) {
    add(code, reportFindings(diagnose(await factsOf(machine, changes))));
  }
  for (const [code, file, changes] of POLICY_CASES) add(code, reportFor(file, changes).findings);
  const failing = () => {
    throw new TypeError('topsecretvalue');
  };
  add('internal-error', reportFindings(diagnose(await factsOf(WELL), { ...RULES, failing })));
  return byCode;
}

describe('every finding of the registry', () => {
  it('has severity, detail and fix as expected', async () => {
    const all = await found();
    const topics = await codesByTopic();
    expect([...topics.values()].flat().sort()).toEqual(FINDING_CODES);
    expect([...all.keys()].sort()).toEqual(FINDING_CODES);
    for (const [topic, codes] of topics) {
      const expected = Object.fromEntries([...codes].sort().map((code) => [code, all.get(code)]));
      const text = `${JSON.stringify(expected, null, 2)}\n`;
      expect(text).not.toMatch(/undefined|\[object|topsecretvalue/);
      await expect(text).toMatchFileSnapshot(`expected/${topic}.json`);
    }
  });
});
