"""The way of a launch, from SkyPilot's optimizer to the end of the instance, on moto and under a policy.

moto keeps the state; who may do what is decided here before a request leaves, for moto knows neither iam:PassRole nor
tags on create. Reads one case a line, {"policy": document or null, "options": {...}}; prints, for each, the steps with
their outcome, the calls, what was denied, and the launch request.
Options: spot, ports, efa, noRole, groupExists, noDefaultVpc, reservations (ids of targeted ones), steps; `aws` is the section of SkyPilot's configuration.
"""
import contextlib
import io
import itertools
import json
import logging
import os
import pathlib
import sys
import tempfile
import time

HOME = tempfile.mkdtemp(prefix='skycheck-launch-')
os.environ.update(HOME=HOME, AWS_ACCESS_KEY_ID='AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY='x', AWS_DEFAULT_REGION='us-east-1',
                  AWS_MAX_ATTEMPTS='1', SKYPILOT_DISABLE_USAGE_COLLECTION='1')
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
os.chdir(HOME)
# pylint: disable=wrong-import-position
import boto3
import botocore.client
import iam as rules
import make_catalog
from botocore.exceptions import ClientError
from moto import mock_aws

make_catalog.make(HOME)
REGION = 'us-east-1'
policy, calls, denied, launches, reservations = None, [], [], [], []
numbers = itertools.count()
enforcing = False
original = botocore.client.BaseClient._make_api_call  # pylint: disable=protected-access


def guarded(self, operation, params):
    service = self.meta.service_model.service_name
    if enforcing:
        wanted = rules.needs(service, operation, params, self.meta.region_name)
        calls.append(f'{service}:{operation}')
        if operation == 'RunInstances':
            launches.append(params)
        for action, resource, context in wanted:
            if policy is not None and not rules.allowed(policy, action, resource, context):
                denied.append([action, resource])
                code = 'UnauthorizedOperation' if service == 'ec2' else 'AccessDenied'
                message = (f'You are not authorized to perform this operation. User: arn:aws:iam::{rules.ACCOUNT}:user/me is not authorized to '
                           f'perform: {action} on resource: {resource} because no identity-based policy allows the {action} action')
                raise ClientError({'Error': {'Code': code, 'Message': message}, 'ResponseMetadata': {'HTTPStatusCode': 403}}, operation)
    if operation == 'DescribeCapacityReservations':  # moto has none.
        return {'CapacityReservations': [
            {'CapacityReservationId': name, 'InstanceType': 'm6i.2xlarge', 'AvailabilityZone': REGION + 'a',
             'AvailableInstanceCount': 1, 'InstanceMatchCriteria': 'targeted'} for name in reservations]}
    if operation == 'PutRolePolicy':
        return {}  # moto refuses SkyPilot's document, which has no Version; IAM does not.
    return original(self, operation, params)


botocore.client.BaseClient._make_api_call = guarded  # pylint: disable=protected-access
real_sleep = time.sleep
time.sleep = lambda seconds: real_sleep(min(seconds, 0.002))

import sky
from sky import check, dag as dag_lib, global_user_state, optimizer, skypilot_config
from sky.backends import backend_utils
from sky.catalog import aws_catalog
from sky.catalog.data_fetchers import fetch_aws
from sky.clouds import aws as aws_cloud
from sky.clouds.utils import aws_utils
from sky.provision import common
from sky.provision.aws import config as aws_config
from sky.provision.aws import instance as aws_instance
from sky.utils import annotations, config_utils, status_lib, yaml_utils
from sky.utils.db import kv_cache

# What `aws configure list` says, and which clouds `sky check` enabled, are no part of this.
aws_cloud.AWS._aws_configure_list = classmethod(lambda cls: b'access_key     ****************MPLE    env\n')  # pylint: disable=protected-access
# Images are remembered for a day.
kv_cache.get_cache_entry = lambda *a, **k: None
check.get_cached_enabled_clouds_or_refresh = lambda *a, **k: [sky.AWS()]
logging.disable(logging.CRITICAL)


def prepare(options):
    """An account with a default VPC and one named `own`, both open to the internet, and the role."""
    client, iam = boto3.client('ec2', region_name=REGION), boto3.client('iam')
    vpc = client.describe_vpcs(Filters=[{'Name': 'isDefault', 'Values': ['true']}])['Vpcs'][0]['VpcId']

    def open_up(vpc_id):
        gateway = client.create_internet_gateway()['InternetGateway']['InternetGatewayId']
        client.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc_id)
        tables = client.describe_route_tables(Filters=[{'Name': 'vpc-id', 'Values': [vpc_id]}, {'Name': 'association.main', 'Values': ['true']}])
        client.create_route(RouteTableId=tables['RouteTables'][0]['RouteTableId'], DestinationCidrBlock='0.0.0.0/0', GatewayId=gateway)

    open_up(vpc)
    named = lambda kind, name: [{'ResourceType': kind, 'Tags': [{'Key': 'Name', 'Value': name}]}]
    own = client.create_vpc(CidrBlock='10.9.0.0/16', TagSpecifications=named('vpc', 'own'))['Vpc']['VpcId']
    open_up(own)
    for number, zone in enumerate('ab'):
        client.create_subnet(VpcId=own, CidrBlock=f'10.9.{number}.0/24', AvailabilityZone=REGION + zone, TagSpecifications=named('subnet', f'own-{zone}'))
    role = options.get('aws', {}).get('remote_identity', 'LOCAL_CREDENTIALS')
    if role in ('LOCAL_CREDENTIALS', 'SERVICE_ACCOUNT', 'NO_UPLOAD'):
        role = 'skypilot-v1'
    if not options.get('noRole'):
        iam.create_role(RoleName=role, AssumeRolePolicyDocument='{}')
        iam.create_instance_profile(InstanceProfileName=role)
        iam.add_role_to_instance_profile(InstanceProfileName=role, RoleName=role)
    if options.get('noDefaultVpc'):
        for subnet in client.describe_subnets(Filters=[{'Name': 'vpc-id', 'Values': [vpc]}])['Subnets']:
            client.delete_subnet(SubnetId=subnet['SubnetId'])
        for gateway in client.describe_internet_gateways(Filters=[{'Name': 'attachment.vpc-id', 'Values': [vpc]}])['InternetGateways']:
            client.detach_internet_gateway(InternetGatewayId=gateway['InternetGatewayId'], VpcId=vpc)
        client.delete_vpc(VpcId=vpc)
    for name in options.get('groups', []):
        group = client.create_security_group(GroupName=name.replace('@OWN@', aws_cloud.DEFAULT_SECURITY_GROUP_NAME), Description='x', VpcId=vpc)['GroupId']
        client.authorize_security_group_ingress(GroupId=group, IpProtocol='tcp', FromPort=22, ToPort=22, CidrIp='0.0.0.0/0')


def play(options):
    global enforcing  # pylint: disable=global-statement
    prepare(options)
    skypilot_config._set_loaded_config(config_utils.Config({'aws': options.get('aws', {})}))  # pylint: disable=protected-access
    steps, state = [], {}
    # SkyPilot goes on with what it wrote for a cluster of the same name.
    cluster = f'c{next(numbers)}'

    def step(name, do):
        """Goes on only after success; what a failed step left behind is not looked at."""
        if any(outcome != 'ok' for _, outcome in steps) or (options.get('steps') and name not in options['steps']):
            return
        said = io.StringIO()
        try:
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
                do()
            steps.append((name, 'ok'))
        except BaseException as error:  # pylint: disable=broad-except
            steps.append((name, f'{type(error).__name__}: {str(error)[:300]}'))

    def forget_zones():
        for file in os.listdir(os.path.join(HOME, '.sky', 'catalogs')):
            folder = os.path.join(HOME, '.sky', 'catalogs', file, 'aws')
            for name in os.listdir(folder) if os.path.isdir(folder) else []:
                if name.startswith('az_mappings'):
                    os.remove(os.path.join(folder, name))
        aws_catalog._user_df = None  # pylint: disable=protected-access
        fetch_aws.regions_enabled = None

    def optimize():
        # The zones of 17 regions take their time: they are asked for only where that is the point.
        if options.get('freshZones'):
            forget_zones()
        with dag_lib.Dag() as dag:
            task = sky.Task('t', run='true')
            task.set_resources(sky.Resources(
                infra='aws/' + REGION, instance_type=options.get('instanceType', 'm6i.2xlarge'), use_spot=bool(options.get('spot')),
                ports=['8080'] if options.get('ports') else None, labels=options.get('labels')))
        optimizer.Optimizer.optimize(dag, quiet=True)
        state['best'] = task.best_resources

    def write():
        best = state['best']
        region = next(iter(aws_cloud.AWS.regions_with_offering(best.instance_type, None, best.use_spot, REGION, None)))
        wheel = tempfile.mkdtemp()
        overrides = next(iter(aws_cloud.AWS.yield_cloud_specific_failover_overrides(region=REGION)))
        written = backend_utils.write_cluster_config(best, 1, 'aws-ray.yml.j2', cluster, pathlib.Path(wheel), 'h', region=region, zones=region.zones[:1],
                                                     cloud_specific_failover_overrides=overrides)
        state['yaml'] = yaml_utils.read_yaml_str(global_user_state.get_cluster_yaml_str(cluster))
        state['name'] = written['cluster_name_on_cloud']

    def bootstrap():
        made = state['yaml']
        kind = made.get('head_node_type', 'ray.head.default')
        provider = made['provider']
        if options.get('efa'):
            provider['max_efa_interfaces'] = 1
        state['config'] = aws_config.bootstrap_instances(REGION, state['name'], common.ProvisionConfig(
            provider_config=provider, authentication_config=made['auth'], docker_config=made.get('docker', {}),
            node_config=made['available_node_types'][kind]['node_config'], count=1, tags={}, resume_stopped_nodes=True, ports_to_open_on_launch=None))

    run = lambda: aws_instance.run_instances(REGION, cluster, state['name'], state['config'])
    provider = lambda: state['yaml']['provider']
    enforcing = True
    try:
        step('optimize', optimize)
        step('write', write)
        step('bootstrap', bootstrap)
        step('run', run)
        step('wait', lambda: aws_instance.wait_instances(REGION, state['name'], status_lib.ClusterStatus.UP))
        step('info', lambda: aws_instance.get_cluster_info(REGION, state['name'], provider()))
        step('query', lambda: aws_instance.query_instances(cluster, state['name'], provider()))
        if options.get('ports') and 'security_group_name' not in options.get('aws', {}):
            step('open', lambda: aws_instance.open_ports(state['name'], ['8080'], provider()))
        if not options.get('spot'):
            step('stop', lambda: aws_instance.stop_instances(state['name'], provider()))
            step('resume', run)
        step('down', lambda: aws_instance.terminate_instances(state['name'], provider()))
        if options.get('ports'):
            step('cleanup', lambda: aws_instance.cleanup_ports(state['name'], ['8080'], provider()))
    finally:
        enforcing = False
    return steps


def main():
    global policy  # pylint: disable=global-statement
    for line in sys.stdin:
        case = json.loads(line)
        policy = case.get('policy')
        annotations.clear_request_level_cache()
        for log in (calls, denied, launches):
            log.clear()
        options = case.get('options', {})
        reservations[:] = options.get('reservations', [])
        aws_utils.list_reservations_for_instance_type.cache.clear()
        try:
            with mock_aws(config={'iam': {'load_aws_managed_policies': bool(options.get('noRole'))}}):
                steps = play(options)
            verdict = {'steps': steps, 'calls': sorted(set(calls)), 'denied': denied, 'launch': {k: v for k, v in (launches[-1] if launches else {}).items() if k not in ('UserData', 'ClientToken')}}
        except Exception as error:  # pylint: disable=broad-except
            verdict = {'harness': f'{type(error).__name__}: {error}'}
        print('VERDICT ' + json.dumps(verdict, default=str), flush=True)


if __name__ == '__main__':
    main()
