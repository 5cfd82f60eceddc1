/** An independent evaluator, installed outside the repository and loaded only where a directory is named. */
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { GeneratedCase } from './iam-generator.ts';

export type Verdict = 'allowed' | 'explicitly denied' | 'implicitly denied';

export type Oracle = (generated: GeneratedCase) => Promise<Verdict>;

const PACKAGE = '@cloud-copilot/iam-simulate';
const ACCOUNT = '123456789012';

/** The oracle from the packages installed in `directory`. */
export async function loadOracle(directory: string): Promise<Oracle> {
  const require = createRequire(path.join(path.resolve(directory), 'package.json'));
  const module: unknown = await import(pathToFileURL(require.resolve(PACKAGE)).href);
  const simulate = functionIn(module, 'runUnsafeSimulation');
  const ask = async (generated: GeneratedCase) => verdictOf(await simulate(simulationOf(generated), {}));
  return async ({ session, ...rest }) => {
    const verdict = await ask({ ...rest, session: undefined });
    if (session === undefined) return verdict;
    // The oracle passes over session policies here, so it is asked about them as if they stood alone.
    const alone = {
      ...rest,
      identity: [session],
      boundary: undefined,
      session: undefined,
      serviceControl: [],
    };
    return stricter(verdict, await ask(alone));
  };
}

function stricter(first: Verdict, other: Verdict): Verdict {
  const order: readonly Verdict[] = ['explicitly denied', 'implicitly denied', 'allowed'];
  return order.find((verdict) => verdict === first || verdict === other) ?? first;
}

function simulationOf(generated: GeneratedCase): unknown {
  return {
    request: {
      principal: `arn:aws:sts::${ACCOUNT}:assumed-role/tester/session`,
      action: generated.action,
      resource: { resource: generated.resource, accountId: ACCOUNT },
      contextVariables: generated.context,
    },
    identityPolicies: generated.identity.map((policy, index) => ({ name: `identity${index}`, policy })),
    serviceControlPolicies: (generated.serviceControl ?? []).map((policies, level) => ({
      orgIdentifier: `level${level}`,
      policies: policies.map((policy, index) => ({ name: `scp${index}`, policy })),
    })),
    resourceControlPolicies: [],
    ...(generated.boundary === undefined
      ? {}
      : { permissionBoundaryPolicies: [{ name: 'boundary', policy: generated.boundary }] }),
  };
}

function verdictOf(result: unknown): Verdict {
  if (result === 'Allowed') return 'allowed';
  if (result === 'ExplicitlyDenied') return 'explicitly denied';
  if (result === 'ImplicitlyDenied') return 'implicitly denied';
  throw new Error(`the oracle gave ${JSON.stringify(result)}`);
}

function functionIn(module: unknown, name: string): (...args: readonly unknown[]) => unknown {
  if (typeof module === 'object' && module !== null) {
    const found: unknown = Object.entries(module).find(([key]) => key === name)?.[1];
    if (typeof found === 'function') return (...args) => found(...args);
  }
  throw new Error(`${PACKAGE} has no ${name}`);
}
