/** Whether SkyPilot can use the keys of `aws login`; looked for only where they are meant. */

import type { Resolution } from '../credentials/resolve.ts';
import { planRoles } from '../credentials/role-plan.ts';
import type { LoginFacts } from '../findings/facts.ts';
import type { Host } from '../host.ts';

/** Looks at files only; undefined where the keys come from elsewhere. */
export async function lookForLogin(resolution: Resolution, host: Host): Promise<LoginFacts | undefined> {
  if (!usesLogin(resolution)) return undefined;
  const { findSkyEnvironment, loginSupport } = await import('../skypilot/environment/sky-environment.ts');
  const environment = await findSkyEnvironment(host);
  return { environment, support: loginSupport(environment, host.env) };
}

function usesLogin({ trace: { choice }, scope }: Resolution): boolean {
  if (choice.kind !== 'provider') return false;
  if (choice.provider !== 'assume-role') return choice.provider === 'login';
  const plan = planRoles(scope);
  return plan.kind === 'plan' && plan.source.kind === 'profile' && plan.source.provider === 'login';
}
