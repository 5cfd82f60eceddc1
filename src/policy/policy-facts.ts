import type { DecidedCapability } from '../permissions/decision.ts';
import type { CapabilityId } from '../skypilot/requirements.ts';
import type { PolicyCheckScope } from './infer-scope.ts';
import type { LaunchStatement } from './policy-evidence.ts';
import type { ReadPolicy } from './read-policies.ts';

/** The facts of a check of policy documents: what its findings and its report are made from. */
export interface PolicyFacts {
  readonly scope: PolicyCheckScope;
  readonly policies: readonly ReadPolicy[];
  /** The files with service control policies that only deny. */
  readonly scpsBesideDefault: readonly string[];
  readonly capabilities: readonly DecidedCapability[];
  /** Context keys that decisions hang on and that documents do not tell. */
  readonly undecidedKeys: readonly string[];
  /** Statements of which SkyPilot's launch decides whether they apply. */
  readonly decidedByLaunch: readonly LaunchStatement[];
  readonly required: readonly CapabilityId[];
  /** What the verdict is about. */
  readonly asked: readonly CapabilityId[];
}
