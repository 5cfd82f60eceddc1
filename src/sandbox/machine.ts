/** The machine that the client seems to run on, and the secrets it hands out. */
import type { Caller } from './callers.ts';
import { opaqueToken } from './ids.ts';
import type { MachineScenario } from './scenario.ts';
import type { Account, Role, World } from './world.ts';

/** The machine's role with its account; undefined where there is no machine, or it has no role. */
export function machineRole(world: World): { readonly account: Account; readonly role: Role } | undefined {
  const { machine } = world.scenario;
  if (machine?.role === undefined) return undefined;
  const account =
    machine.account === undefined ? [...world.accounts.values()][0] : world.accounts.get(machine.account);
  const role = account?.roles.get(machine.role);
  return account === undefined || role === undefined ? undefined : { account, role };
}

/** Who a process on the machine is. */
export function machineCaller(world: World): Caller | undefined {
  const found = machineRole(world);
  const { machine } = world.scenario;
  if (found === undefined || machine === undefined) return undefined;
  const sessionName = machine.kind === 'instance' ? machine.id : 'container';
  return { kind: 'role', ...found, sessionName, policies: [] };
}

/** The token file's content in a pod with a web identity: shaped like a JWT, meaning nothing. */
export function webIdentityToken(machine: MachineScenario): string {
  return ['header', 'claims', 'signature']
    .map((part) => opaqueToken(40, 'web-identity', machine.kind, part))
    .join('.');
}

/** The path that a container asks for its credentials. */
export const CONTAINER_PATH = '/v2/credentials/sandbox';

/** The Authorization header that a container has to send. */
export function containerToken(machine: MachineScenario): string {
  return opaqueToken(43, 'container', machine.kind);
}
