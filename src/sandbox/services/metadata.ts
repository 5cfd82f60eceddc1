/** The metadata services of EC2 instances and of containers. Source: EC2 User Guide, ECS Developer Guide. */
import { ApiError } from '../api-error.ts';
import { opaqueToken } from '../ids.ts';
import type { TemporaryKey } from '../key-ring.ts';
import { CONTAINER_PATH, containerToken, machineCaller, machineContext, machineRole } from '../machine.ts';
import { isoSeconds } from '../request-context.ts';
import type { MachineScenario } from '../scenario.ts';
import type { HttpAnswer, PublicCall } from '../service-call.ts';
import { PLAIN_SESSION } from '../session-facts.ts';
import { jsonAnswer, textAnswer } from '../wire.ts';

type InstanceScenario = Extract<MachineScenario, { kind: 'instance' }>;

const SESSION_SECONDS = 6 * 3_600;
const TOKEN = opaqueToken(56, 'metadata-token');

/** The operation that a path means; undefined for paths of other services. */
export function metadataOperation(path: string): string | undefined {
  if (path.startsWith('/latest/')) return path === '/latest/api/token' ? 'GetToken' : 'GetMetadata';
  return path === CONTAINER_PATH ? 'GetContainerCredentials' : undefined;
}

/** Answers the metadata of the scenario's machine; without a fitting one there is nothing at these paths. */
export function metadataService(call: PublicCall, operation: string): HttpAnswer {
  const { machine } = call.cloud.scenario;
  if (machine?.kind === 'instance') return instanceMetadata(call, machine, operation);
  if (machine?.kind === 'container' && operation === 'GetContainerCredentials')
    return containerCredentials(call, machine);
  throw notFound();
}

function notFound(): ApiError {
  return new ApiError(404, 'NotFound', 'Not Found');
}

/** Version 2 wants a token first; version 1, where it is all there is, knows none. */
function instanceMetadata(call: PublicCall, machine: InstanceScenario, operation: string): HttpAnswer {
  if (operation === 'GetToken') {
    if (!machine.tokens || call.method !== 'PUT') throw notFound();
    const ttl = call.headers.get('x-aws-ec2-metadata-token-ttl-seconds');
    if (ttl === undefined) throw new ApiError(400, 'BadRequest', 'Bad Request');
    return {
      status: 200,
      headers: { 'content-type': 'text/plain', 'x-aws-ec2-metadata-token-ttl-seconds': ttl },
      body: TOKEN,
    };
  }
  if (machine.tokens && call.headers.get('x-aws-ec2-metadata-token') !== TOKEN)
    throw new ApiError(401, 'Unauthorized', 'Unauthorized');
  return metadataAt(call, machine, call.path.replace(/\/$/, ''));
}

function metadataAt(call: PublicCall, machine: InstanceScenario, path: string): HttpAnswer {
  const role = machineRole(call.cloud);
  switch (path) {
    case '/latest/meta-data/instance-id':
      return textAnswer(machine.id);
    case '/latest/meta-data/placement/region':
      return textAnswer(machine.region);
    case '/latest/meta-data/placement/availability-zone':
      return textAnswer(`${machine.region}a`);
    case '/latest/meta-data/iam/security-credentials':
      if (role === undefined) throw notFound();
      return textAnswer(role.role.name);
    case `/latest/meta-data/iam/security-credentials/${role?.role.name}`:
      return jsonAnswer({
        Code: 'Success',
        LastUpdated: isoSeconds(call.now),
        Type: 'AWS-HMAC',
        ...credentials(call),
      });
    default:
      throw notFound();
  }
}

function containerCredentials(call: PublicCall, machine: MachineScenario): HttpAnswer {
  if (call.headers.get('authorization') !== containerToken(machine))
    throw new ApiError(401, 'Unauthorized', 'Unauthorized');
  return jsonAnswer({ RoleArn: machineRole(call.cloud)?.role.arn, ...credentials(call) });
}

function credentials(call: PublicCall): object {
  const caller = machineCaller(call.cloud);
  if (caller === undefined) throw notFound();
  const session = { ...PLAIN_SESSION, context: machineContext(call.cloud) };
  const key: TemporaryKey = call.keys.issue(caller, call.now, SESSION_SECONDS, session);
  return {
    AccessKeyId: key.id,
    SecretAccessKey: key.secret,
    Token: key.token,
    Expiration: isoSeconds(key.expiresAt),
  };
}
