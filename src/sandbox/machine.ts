/** The machine that the client seems to run on, and the secrets it hands out. */

import type { Account, Role } from './account.ts';
import type { Caller } from './callers.ts';
import type { Cloud } from './cloud.ts';
import type { ContextValues } from './context-values.ts';
import { opaqueToken } from './ids.ts';
import type { MachineScenario } from './scenario.ts';

/** The machine's role with its account; undefined where there is no machine, or it has no role. */
export function machineRole(cloud: Cloud): { readonly account: Account; readonly role: Role } | undefined {
  const { machine } = cloud.scenario;
  if (machine?.role === undefined) return undefined;
  const account =
    machine.account === undefined ? [...cloud.accounts.values()][0] : cloud.accounts.get(machine.account);
  const role = account?.roles.get(machine.role);
  return account === undefined || role === undefined ? undefined : { account, role };
}

/** Who a process on the machine is. */
export function machineCaller(cloud: Cloud): Caller | undefined {
  const found = machineRole(cloud);
  const { machine } = cloud.scenario;
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

/**
 * Context keys of credentials that come from an instance's metadata. Source: IAM User Guide, "AWS global condition context
 * keys"; EC2 User Guide, "Roles for EC2".
 */
export function machineContext(cloud: Cloud): ContextValues {
  const { machine } = cloud.scenario;
  const account = machineRole(cloud)?.account;
  if (machine?.kind !== 'instance' || account === undefined) return {};
  return {
    'ec2:SourceInstanceARN': `arn:${account.partition}:ec2:${machine.region}:${account.id}:instance/${machine.id}`,
    'ec2:RoleDelivery': machine.tokens ? '2.0' : '1.0',
    'aws:Ec2InstanceSourceVpc': account.network(machine.region).vpcs[0]?.id,
    'aws:Ec2InstanceSourcePrivateIPv4': '172.31.0.10',
  };
}
