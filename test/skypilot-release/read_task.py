"""What SkyPilot's own code makes of a task file.

Reads one case a line: {"catalog": {path: text}} first, then {"text": ..., "env": {...}, "secret": {...}}; prints one
verdict a line. In SkyPilot's order: load (with the API server's schemas), validate, storages, feasible types, the
optimizer, what `sky serve up` and pools check. The first error ends it. AWS is the only cloud; accounts are moto's.
"""
import contextlib
import io
import json
import logging
import os
import sys
import tempfile

HOME = tempfile.mkdtemp(prefix='skycheck-task-')
os.environ.update(HOME=HOME, AWS_ACCESS_KEY_ID='AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY='x', AWS_DEFAULT_REGION='us-east-1',
                  SKYPILOT_DISABLE_USAGE_COLLECTION='1', IS_SKYPILOT_SERVER='true')
os.chdir(HOME)
CASES = [json.loads(line) for line in sys.stdin]
for name, text in CASES[0]['catalog'].items():
    path = os.path.join(HOME, '.sky/catalogs/v8', name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='utf-8') as out:
        out.write(text)

# pylint: disable=wrong-import-position
from moto import mock_aws
from sky import check as sky_check
from sky import clouds
from sky import exceptions
from sky import optimizer
from sky.data import storage as storage_lib
from sky.jobs import recovery_strategy  # pylint: disable=unused-import
from sky.serve import serve_utils
from sky.server import plugins
from sky.utils import annotations
from sky.utils import common as sky_common
from sky.utils import dag_utils
from sky.utils import resources_utils

logging.disable(logging.CRITICAL)
plugins.plugins_loaded = lambda: True
annotations.is_on_api_server = True
sky_check.get_cached_enabled_clouds_or_refresh = lambda *_, **__: [clouds.AWS()]


def nobody(cls):
    """Without an identity SkyPilot takes the newest mapping of zones that it finds."""
    raise exceptions.CloudUserIdentityError('none')


clouds.AWS.get_active_user_identity = classmethod(nobody)


def describe(r):
    return {
        'cloud': str(r.cloud).lower() if r.cloud else None, 'region': r.region, 'zone': r.zone,
        'instanceType': r._instance_type, 'accelerators': r._accelerators, 'cpus': r._cpus, 'memory': r._memory,
        'useSpot': r.use_spot, 'jobRecovery': r.job_recovery, 'diskSize': r.disk_size,
        'diskTier': r.disk_tier.value if r.disk_tier else None, 'networkTier': r.network_tier.value if r.network_tier else None,
        'localDisk': r._local_disk, 'maxHourlyCost': r.max_hourly_cost, 'ports': r.ports,
        'imageId': {str(k): v for k, v in r.image_id.items()} if r.image_id else None, 'dockerImage': r.extract_docker_image(),
        'labels': r.labels or None, 'autostop': r.autostop_config.to_yaml_config() if r.autostop_config else None,
        'config': r.cluster_config_overrides or None, 'volumes': [v['path'] for v in r.volumes] if r.volumes else None,
    }


def feasible(r, nodes):
    if r.cloud is not None and not r.cloud.is_same_cloud(clouds.AWS()):
        return {'aws': 'other cloud'}
    found = clouds.AWS().get_feasible_launchable_resources(r, nodes)
    out = {'feasible': [x.instance_type for x in found.resources_list], 'didYouMean': found.fuzzy_candidate_list}
    if found.resources_list:
        first = found.resources_list[0]
        out['launches'] = first.instance_type
        out['places'] = [f'{x.name}: {" ".join(z.name[-1] for z in x.zones or [])}' for x in first.get_valid_regions_for_launchable()]
        out['requests'] = len(resources_utils.make_launchables_for_valid_region_zones(first))
    return out


def record(task):
    service = task.service
    return {
        'name': task.name, 'numNodes': task.num_nodes, 'ordered': isinstance(task.resources, list), 'workdir': task.workdir,
        'service': None if service is None else {
            'pool': bool(service.pool), 'min': service.min_replicas, 'max': service.max_replicas, 'ports': service.ports,
            'spotPlacer': service.spot_placer, 'onDemandFallback': bool(service.use_ondemand_fallback)},
        'fileMounts': task.file_mounts or {},
        'storage': [{'path': path, 'name': s.name, 'source': s.source, 'mode': s.mode.value, 'persistent': s.persistent,
                     'stores': sorted(t.value for t in s.stores)} for path, s in task.storage_mounts.items()],
        'envs': sorted(task.envs), 'secrets': sorted([*task.secrets, *(m.name for m in task.managed_secret_refs)]),
        'volumes': list(task.volumes or {}),
        'resources': [describe(r) for r in task.resources],
    }


def best(dag, task):
    chosen = task.best_resources
    own = {'instanceType': chosen.instance_type, 'useSpot': chosen.use_spot}
    if dag.is_job_group():
        return own
    prices = {}
    for r in [] if isinstance(task.resources, list) else task.resources:
        if r.cloud is None or r.cloud.is_same_cloud(clouds.AWS()):
            found = clouds.AWS().get_feasible_launchable_resources(r, task.num_nodes).resources_list
            options = resources_utils.make_launchables_for_valid_region_zones(found[0]) if found else []
            if options:
                first = min(options, key=lambda o: o.get_cost(3600))
                prices.setdefault(f'{first.instance_type} {first.region} {first.zone or ""}'.strip(), []).append(first.get_cost(3600))
    least = min((p for v in prices.values() for p in v), default=None)
    tied = [(k, p) for k, v in prices.items() for p in v if p == least]
    # Which of equal prices wins hangs on the order of a set.
    return {'oneOf': sorted({k for k, _ in tied})} if len(tied) > 1 else {**own, 'region': chosen.region, 'zone': chosen.zone}


def judge(case):
    annotations.clear_request_level_cache()
    verdict, stage = {}, 'load'
    with open('task.yaml', 'w', encoding='utf-8', newline='') as out:
        out.write(case['text'])
    pairs = {key: list(case[key].items()) if case.get(key) else None for key in ('env', 'secret')}
    try:
        dag = dag_utils.load_dag_from_yaml('task.yaml', pairs['env'], pairs['secret'])
        verdict['kind'] = 'job group' if dag.is_job_group() else 'pipeline' if len(dag.tasks) > 1 else 'task'
        verdict['dagName'] = dag.name
        stage = 'validate'
        for task in dag.tasks:
            task.validate(skip_file_mounts=True, skip_workdir=True)
        verdict['tasks'] = [record(t) for t in dag.tasks]
        stage = 'storage'
        for task in dag.tasks:
            for s in task.storage_mounts.values():
                s._validate_storage_spec(s.name)
                if s.name and (not s.stores or storage_lib.StoreType.S3 in s.stores):
                    storage_lib.S3Store.validate_name(s.name)
        verdict['tasks'] = [record(t) for t in dag.tasks]
        stage = 'feasible'
        for task, out in zip(dag.tasks, verdict['tasks']):
            for r, described in zip(list(task.resources), out['resources']):
                described['aws'] = feasible(r, task.num_nodes)
        stage = 'optimize'
        if dag.is_job_group():
            optimizer.Optimizer.optimize_job_group(dag, minimize=sky_common.OptimizeTarget.COST, quiet=True)
        else:
            optimizer.Optimizer.optimize(dag, minimize=sky_common.OptimizeTarget.COST, quiet=True)
        for task, out in zip(dag.tasks, verdict['tasks']):
            out['best'] = best(dag, task)
        stage = 'serve'
        for task in dag.tasks:
            if task.service is not None:
                serve_utils.validate_service_task(task, pool=task.service.pool)
    except Exception as error:  # pylint: disable=broad-except
        verdict['error'] = stage
        verdict['reason'] = f'{type(error).__name__}: {str(error)[:300]}'
    return verdict


def main():
    with mock_aws():
        for case in CASES:
            said = io.StringIO()
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
                verdict = {} if 'catalog' in case else judge(case)
            print('VERDICT ' + json.dumps(verdict, default=str), flush=True)


if __name__ == '__main__':
    main()
