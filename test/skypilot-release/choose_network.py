"""SkyPilot's own choice of VPC and subnets, and what `sky down` finds afterwards, on an EC2 that answers from a case.

Reads one case a line, {"network": facts, "aws": the section of the configuration}, prints one verdict a line.
"""
import contextlib
import io
import json
import logging
import os
import re
import sys
import tempfile
from types import SimpleNamespace

os.environ['SKYPILOT_DISABLE_USAGE_COLLECTION'] = '1'
os.environ['HOME'] = tempfile.mkdtemp(prefix='skycheck-skypilot-')
# pylint: disable=wrong-import-position
import jinja2
import sky
from sky import skypilot_config
from sky.clouds import AWS
from sky.provision.aws import config as aws_config
from sky.provision.aws import instance as aws_instance
from sky.utils import config_utils, yaml_utils

logging.disable(logging.CRITICAL)
with open(os.path.join(os.path.dirname(sky.__file__), 'templates', 'aws-ray.yml.j2'), encoding='utf-8') as file:
    TEMPLATE = file.read()


def block(name):
    """The lines of SkyPilot's template that write a key of the provider's configuration."""
    return re.search(r'{% if ' + name + r' is not none %}.*?{% endif %}', TEMPLATE, re.S)[0]


PROVIDER = jinja2.Template(block('vpc_name') + '\n' + block('subnet_names') + '\n  region: {{region}}\n')


def matches(pattern, text):
    """A filter of EC2: * and ? are wildcards, a backslash takes the next character literally."""
    if text is None:
        return False
    if not isinstance(pattern, str):
        raise TypeError('Parameter validation failed: a filter wants a string')
    source = re.sub(r'\\(.)|(.)', lambda m: re.escape(m[1]) if m[1] is not None else {'*': '.*', '?': '.'}.get(m[2], re.escape(m[2])), pattern, flags=re.S)
    return re.fullmatch(source, text, re.S) is not None


class Collection:
    def __init__(self, items):
        self.items = items

    def all(self):
        return self.items

    def filter(self, Filters):  # pylint: disable=invalid-name
        [wanted] = Filters
        assert wanted['Name'] == 'tag:Name', wanted
        return [item for item in self.items if any(matches(value, item.name) for value in wanted['Values'])]


class Ec2:
    def __init__(self, facts):
        region = facts['region']
        vpcs = {v['id']: Vpc(v) for v in facts['vpcs']}
        subnets = [SimpleNamespace(id=s['id'], subnet_id=s['id'], name=s.get('name'), vpc_id=s['vpcId'], vpc=vpcs[s['vpcId']], state=s['state'],
                                   availability_zone=s['zone'], map_public_ip_on_launch=s['mapsPublicIp']) for s in facts['subnets']]
        self.vpcs = Collection(list(vpcs.values()))
        self.subnets = Collection(subnets)

        def tables(Filters):  # pylint: disable=invalid-name
            found = facts['routeTables']
            for wanted in Filters:
                [value] = wanted['Values']
                if wanted['Name'] == 'vpc-id':
                    found = [t for t in found if t['vpcId'] == value]
                else:
                    assert wanted['Name'] == 'association.main', wanted
                    found = [t for t in found if (t['main'] if value == 'true' else bool(t['subnetIds']))]
            return {'RouteTables': [{
                'Associations': [{'Main': True}] * t['main'] + [{'Main': False, 'SubnetId': s} for s in t['subnetIds']],
                'Routes': [{'GatewayId': 'local'}] + [{'GatewayId': 'igw-1'}] * t['hasInternetGateway'],
            } for t in found]}

        default = [{'VpcId': v['id']} for v in facts['vpcs'] if v['isDefault']]
        self.meta = SimpleNamespace(client=SimpleNamespace(meta=SimpleNamespace(region_name=region), describe_route_tables=tables,
                                                           describe_vpcs=lambda Filters: {'Vpcs': default}))


class Vpc:
    def __init__(self, facts):
        self.id, self.name, self.is_default = facts['id'], facts.get('name'), facts['isDefault']

    def __repr__(self):
        return f"ec2.Vpc(id='{self.id}')"


def choose(case):
    facts, aws = case['network'], case['aws']
    region = facts['region']
    skypilot_config._set_loaded_config(config_utils.Config({'aws': aws}))  # pylint: disable=protected-access

    def setting(key, default=None):
        return skypilot_config.get_effective_region_config(cloud='aws', region=region, keys=(key,), default_value=default)

    failed = []
    for override in AWS.yield_cloud_specific_failover_overrides(region=region):
        ec2 = Ec2(facts)
        try:
            text = PROVIDER.render(vpc_name=override.get('vpc_name', setting('vpc_name')), subnet_names=setting('subnet_names'), region=region)
            provider = yaml_utils.read_yaml_str(text)
            subnets, vpc = aws_config._get_subnet_and_vpc_id(  # pylint: disable=protected-access
                ec2, None, region, None, setting('use_internal_ips', False), provider.get('vpc_name'), provider.get('subnet_names'))
        except Exception as error:  # pylint: disable=broad-except
            failed.append(str(error)[:400])
            continue
        aws_instance._default_ec2_resource = lambda region, ec2=ec2: ec2  # pylint: disable=protected-access
        try:
            aws_instance._get_vpc_id(provider)  # pylint: disable=protected-access
            endable = True
        except Exception:  # pylint: disable=broad-except
            endable = False
        return {'vpc': vpc, 'subnets': [s.id for s in subnets], 'endable': endable}
    return {'failed': failed}


def main():
    for line in sys.stdin:
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            verdict = choose(json.loads(line))
        print('VERDICT ' + json.dumps(verdict), flush=True)


if __name__ == '__main__':
    main()
