/**
 * The evaluator against an independent one, case by case.
 *
 * That one is under the AGPL, so it is no dependency of any kind: install `@cloud-copilot/iam-simulate` in a
 * directory of its own outside the repository and name it in SKYCHECK_IAM_ORACLE. SKYCHECK_CASES (500) and
 * SKYCHECK_SEED (1) choose the cases.
 */
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../src/iam/evaluate.ts';
import { parsePolicyDocument } from '../../src/iam/parse-policy.ts';
import type { NamedPolicy, PolicyLayers } from '../../src/iam/policy-types.ts';
import { requestContext } from '../../src/iam/request-context.ts';
import type { GeneratedCase } from './iam-generator.ts';
import { generateCase } from './iam-generator.ts';
import type { Oracle } from './iam-oracle.ts';
import { loadOracle } from './iam-oracle.ts';
import type { DocumentJson } from './iam-policy-json.ts';
import { shrink } from './iam-shrink.ts';

const directory = process.env.SKYCHECK_IAM_ORACLE;
const cases = Number(process.env.SKYCHECK_CASES ?? 500);
const firstSeed = Number(process.env.SKYCHECK_SEED ?? 1);

if (directory === undefined) {
  console.warn('SKIPPED: the IAM differential test needs SKYCHECK_IAM_ORACLE, a directory with the oracle');
}

describe.skipIf(directory === undefined)('the evaluator and the oracle', () => {
  it(`agree on ${cases} cases`, { timeout: 600_000 }, async () => {
    const oracle = await loadOracle(directory ?? '');
    const counts = new Map<string, number>();
    const divergences: GeneratedCase[] = [];
    for (let seed = firstSeed; seed < firstSeed + cases; seed += 1) {
      const generated = generateCase(seed);
      const [ours, theirs] = [verdictOf(generated), await oracle(generated)];
      counts.set(ours, (counts.get(ours) ?? 0) + 1);
      if (ours !== theirs) divergences.push(generated);
    }
    console.info(`${cases} cases from seed ${firstSeed}:`, Object.fromEntries(counts));
    const shown = await Promise.all(
      divergences.slice(0, 10).map((candidate) => describeDivergence(candidate, oracle)),
    );
    expect(divergences.length, shown.join('\n')).toBe(0);
    for (const verdict of ['allowed', 'explicitly denied', 'implicitly denied']) {
      expect(counts.get(verdict) ?? 0).toBeGreaterThan(cases / 20);
    }
  });
});

async function describeDivergence(generated: GeneratedCase, oracle: Oracle): Promise<string> {
  const smallest = await shrink(
    generated,
    async (candidate) => verdictOf(candidate) !== (await oracle(candidate)),
  );
  return `${verdictOf(smallest)}, but the oracle: ${await oracle(smallest)} ${JSON.stringify(smallest)}`;
}

function verdictOf(generated: GeneratedCase): string {
  const { decision } = evaluate(layersOf(generated), {
    action: generated.action,
    resource: generated.resource,
    context: requestContext(generated.context),
  });
  if (decision.kind === 'denied') return decision.explicit ? 'explicitly denied' : 'implicitly denied';
  return decision.kind === 'unknown' ? `unknown: ${decision.reason}` : 'allowed';
}

function layersOf(generated: GeneratedCase): PolicyLayers {
  return {
    identity: generated.identity.map(named),
    ...(generated.boundary === undefined ? {} : { boundary: named(generated.boundary) }),
    ...(generated.session === undefined ? {} : { session: [named(generated.session)] }),
    serviceControl: (generated.serviceControl ?? []).map((policies) => policies.map(named)),
  };
}

function named(json: DocumentJson): NamedPolicy {
  const parsed = parsePolicyDocument(JSON.stringify(json));
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.problems));
  return { name: 'generated', type: 'inline', document: parsed.document };
}
