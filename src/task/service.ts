/**
 * `service` and `pool` of a task.
 *
 * Source: SkyPilot `sky/serve/service_spec.py`; `sky/serve/serve_utils.py`, `validate_service_task`.
 */
import type { FileLine } from '../file-line.ts';
import type { ConfigNode } from '../skypilot/config/tree.ts';
import { flagOf, numberOf, setAt, textOf } from './python-values.ts';
import type { TaskSchemas } from './schemas.ts';
import { type Task, TaskRefused, type TaskService } from './task.ts';

/** The section of a task, or undefined for none; refuses at `load`. */
export function readService(
  schemas: TaskSchemas,
  service: ConfigNode | undefined,
  pool: ConfigNode | undefined,
): TaskService | undefined {
  if (service !== undefined && pool !== undefined)
    throw new TaskRefused('load', 'a task cannot have both service and pool', pool.at);
  if (pool !== undefined) return readPool(schemas, pool);
  return service === undefined ? undefined : readReplicas(schemas, service);
}

function readPool(schemas: TaskSchemas, pool: ConfigNode): TaskService {
  const whole: ConfigNode = {
    kind: 'map',
    at: pool.at,
    entries: new Map([['pool', { keyAt: pool.at, value: pool }]]),
  };
  schemas.check('service', whole, []);
  const workers = numberOf(pool, 'workers');
  const least = numberOf(pool, 'min_workers');
  const most = numberOf(pool, 'max_workers');
  const refuse = refusing('pool', pool.at);
  if (workers === undefined && least === undefined && most === undefined)
    throw refuse('has to have workers, or min_workers and max_workers');
  if (numberOf(pool, 'queue_length_threshold') !== undefined && most === undefined)
    throw refuse('has to have max_workers beside queue_length_threshold');
  if (least !== undefined && most === undefined) throw refuse('has to have max_workers beside min_workers');
  const replicas = most === undefined ? (workers ?? 1) : (least ?? workers ?? 1);
  if (most !== undefined && most < replicas) throw refuse('max_workers is less than min_workers');
  return {
    at: pool.at,
    pool: true,
    minReplicas: replicas,
    maxReplicas: most,
    port: undefined,
    spotPlacer: undefined,
    onDemandFallback: false,
  };
}

const LOAD_BALANCING = ['round_robin', 'least_load', 'instance_aware_least_load'];

function readReplicas(schemas: TaskSchemas, service: ConfigNode): TaskService {
  schemas.check('service', service, ['service']);
  const refuse = refusing('service', service.at);
  const policy = setAt(service, 'replica_policy');
  const replicas = numberOf(service, 'replicas');
  const workers = numberOf(service, 'workers');
  if (replicas !== undefined && policy !== undefined)
    throw refuse('cannot have both replicas and replica_policy');
  if (replicas !== undefined && workers !== undefined) throw refuse('cannot have both replicas and workers');
  checkProbe(service, refuse);
  const port = numberOf(service, 'ports');
  if (port !== undefined && (port < 1 || port > 65535)) throw refuse('ports: a port is from 1 to 65535');
  const fixed = replicas ?? workers;
  const scaled = fixed === undefined ? policy : undefined;
  const least = fixed ?? (policy === undefined ? 1 : (numberOf(policy, 'min_replicas') ?? 1));
  const most = scaled === undefined ? undefined : numberOf(scaled, 'max_replicas');
  checkScaling(service, scaled, least, most, refuse);
  const onDemand = scaled === undefined ? undefined : numberOf(scaled, 'base_ondemand_fallback_replicas');
  return {
    at: service.at,
    pool: false,
    minReplicas: least,
    maxReplicas: most,
    port,
    spotPlacer: scaled === undefined ? undefined : textOf(scaled, 'spot_placer'),
    onDemandFallback:
      (scaled !== undefined && flagOf(scaled, 'dynamic_ondemand_fallback') === true) || (onDemand ?? 0) > 0,
  };
}

type Refuse = (message: string) => TaskRefused;

function refusing(section: string, at: FileLine): Refuse {
  return (message) => new TaskRefused('load', `${section} ${message}`, at);
}

function checkProbe(service: ConfigNode, refuse: Refuse): void {
  const probe = setAt(service, 'readiness_probe');
  if (probe === undefined) return;
  const path = probe.kind === 'map' ? textOf(probe, 'path') : textOf(service, 'readiness_probe');
  if (path?.startsWith('/') === false) throw refuse('readiness_probe: the path has to begin with a slash');
  const data = probe.kind === 'map' ? textOf(probe, 'post_data') : undefined;
  if (data === undefined) return;
  try {
    JSON.parse(data);
  } catch {
    throw refuse('readiness_probe.post_data is no JSON');
  }
}

function checkScaling(
  service: ConfigNode,
  policy: ConfigNode | undefined,
  least: number,
  most: number | undefined,
  refuse: Refuse,
): void {
  const rate = policy === undefined ? undefined : setAt(policy, 'target_qps_per_replica');
  const balancing = textOf(service, 'load_balancing_policy');
  const byInstance = balancing === 'instance_aware_least_load';
  if (rate?.kind === 'map' && !byInstance)
    throw refuse(
      'target_qps_per_replica by accelerator goes with load_balancing_policy: instance_aware_least_load',
    );
  if (byInstance && rate?.kind !== 'map')
    throw refuse(
      'load_balancing_policy: instance_aware_least_load goes with target_qps_per_replica by accelerator',
    );
  if (most !== undefined && most < least) throw refuse('max_replicas is less than min_replicas');
  if (rate !== undefined && most === undefined)
    throw refuse('has to have max_replicas beside target_qps_per_replica');
  if (rate === undefined && most !== undefined && most !== least)
    throw refuse('with different min_replicas and max_replicas has to have target_qps_per_replica');
  if (balancing !== undefined && !LOAD_BALANCING.includes(balancing))
    throw refuse(`load_balancing_policy: "${balancing}" is none of ${LOAD_BALANCING.join(', ')}`);
}

/** Refuses at `serve` what only `sky serve up` and pools refuse. */
export function checkServed(task: Task): void {
  const { service, alternatives } = task;
  if (service === undefined) return;
  const word = service.pool ? 'a pool' : 'a service';
  const refuse = (message: string, at = service.at) => new TaskRefused('serve', message, at);
  const onSpot = alternatives.filter(({ spot }) => spot).length;
  if (onSpot > 0 && onSpot < alternatives.length)
    throw refuse(
      `all alternatives of ${word} are on spot, or none: dynamic_ondemand_fallback mixes spot and on demand`,
    );
  if (service.pool && task.ordered) throw refuse('a pool takes no ordered resources: use any_of');
  const recovering = alternatives.find(({ jobRecovery }) => jobRecovery !== undefined);
  if (recovering !== undefined) throw refuse(`job_recovery is not for ${word}`, recovering.at);
  if (onSpot === 0 && service.onDemandFallback)
    throw refuse('a fallback to on demand is only for spot: set use_spot: true');
  if (onSpot === 0 && service.spotPlacer !== undefined)
    throw refuse('spot_placer is only for spot: set use_spot: true');
  if (service.pool) {
    const open = alternatives.find(({ ports }) => ports !== undefined);
    if (open !== undefined) throw refuse('a pool opens no ports', open.at);
  } else if (service.port === undefined) checkIngress(task, refuse);
}

/** Replicas listen on the one port that is opened, unless `service.ports` names it. */
function checkIngress({ alternatives }: Task, refuse: (message: string, at?: FileLine) => TaskRefused): void {
  const ports = alternatives.map((resources) => ({ resources, port: onlyPort(resources.ports) }));
  const without = ports.find(({ port }) => port === undefined);
  if (without !== undefined)
    throw refuse(
      'a service opens exactly one port in resources.ports, or names it in service.ports',
      without.resources.at,
    );
  const other = ports.find(({ port }) => port !== ports[0]?.port);
  if (other !== undefined)
    throw refuse('all alternatives of a service open the same port', other.resources.at);
}

function onlyPort(ports: readonly string[] | undefined): string | undefined {
  const [port] = ports ?? [];
  return ports?.length === 1 && port !== undefined && /^\d+$/.test(port) ? port : undefined;
}
