"""A small evaluator of identity policies, and what AWS authorises for each request of SkyPilot. Shares no code with skycheck."""
import fnmatch
import re

ACCOUNT = '123456789012'


def as_list(value):
    return value if isinstance(value, list) else [value]


def matches(patterns, value):
    return any(re.fullmatch(fnmatch.translate(p).replace('(?s:', '(?is:'), value) for p in as_list(patterns))


def holds(condition, context):
    for operator, keys in (condition or {}).items():
        for key, wanted in keys.items():
            have = context.get(key)
            if operator == 'StringEquals':
                if have not in as_list(wanted):
                    return False
            elif operator in ('StringLike', 'ArnLike', 'ArnEquals'):
                if have is None or not matches(wanted, have):
                    return False
            elif operator in ('Bool', 'StringEqualsIfExists'):
                if have is not None and str(have).lower() not in [str(w).lower() for w in as_list(wanted)]:
                    return False
            else:
                raise NotImplementedError(operator)
    return True


def allowed(policy, action, resource, context):
    verdict = False
    for s in as_list(policy['Statement']):
        if not matches(s.get('Action', []), action) or not matches(s.get('Resource', []), resource):
            continue
        if not holds(s.get('Condition'), context):
            continue
        if s['Effect'] == 'Deny':
            return False
        verdict = True
    return verdict


def ec2(region, kind, name='*'):
    return f'arn:aws:ec2:{region}:{ACCOUNT}:{kind}/{name}'


KINDS = {'i': 'instance', 'vol': 'volume', 'sg': 'security-group', 'ami': 'image', 'snap': 'snapshot'}


def run_instances(p, region, has_service_role):
    out = [('ec2:RunInstances', f'arn:aws:ec2:{region}::image/{p["ImageId"]}', {})]
    for card in p.get('NetworkInterfaces', []):
        out.append(('ec2:RunInstances', ec2(region, 'subnet', card['SubnetId']), {}))
        out += [('ec2:RunInstances', ec2(region, 'security-group', group), {}) for group in card['Groups']]
    out += [('ec2:RunInstances', ec2(region, kind), {}) for kind in ('instance', 'network-interface', 'volume')]
    for spec in p.get('TagSpecifications', []):
        out.append(('ec2:CreateTags', ec2(region, spec['ResourceType']), {'ec2:CreateAction': 'RunInstances'}))
    profile = p.get('IamInstanceProfile')
    if profile:
        name = profile.get('Name') or profile['Arn'].split('/')[-1]
        out.append(('iam:PassRole', f'arn:aws:iam::{ACCOUNT}:role/{name}', {'iam:PassedToService': 'ec2.amazonaws.com'}))
    if p.get('InstanceMarketOptions', {}).get('MarketType') == 'spot' and not has_service_role:
        out.append(('iam:CreateServiceLinkedRole', f'arn:aws:iam::{ACCOUNT}:role/aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot',
                    {'iam:AWSServiceName': 'spot.amazonaws.com'}))
    return out


def needs(service, op, p, region, has_service_role=False):
    """(action, resource, context) for one request. Source: Service Authorization Reference."""
    if service == 'sts':
        return []
    if service == 'service-quotas':
        return [(f'servicequotas:{op}', '*', {})]
    if service == 'ec2':
        return of_ec2(op, p, region, has_service_role)
    if service == 'iam':
        role = f'arn:aws:iam::{ACCOUNT}:role/{p.get("RoleName", "*")}'
        if 'InstanceProfileName' in p:
            out = [(f'iam:{op}', f'arn:aws:iam::{ACCOUNT}:instance-profile/{p["InstanceProfileName"]}', {})]
            passes = op == 'AddRoleToInstanceProfile'
            return out + ([('iam:PassRole', role, {'iam:PassedToService': 'ec2.amazonaws.com'})] if passes else [])
        return [(f'iam:{op}', role, {'iam:PolicyARN': p['PolicyArn']} if 'PolicyArn' in p else {})]
    raise NotImplementedError(f'{service}:{op}')


def of_ec2(op, p, region, has_service_role):
    if op.startswith('Describe'):
        return [(f'ec2:{op}', '*', {})]
    if op == 'RunInstances':
        return run_instances(p, region, has_service_role)
    if op in ('StartInstances', 'StopInstances', 'TerminateInstances'):
        return [(f'ec2:{op}', ec2(region, 'instance', name), {}) for name in p['InstanceIds']]
    if op == 'CreateTags':
        return [('ec2:CreateTags', ec2(region, KINDS[name.split('-')[0]], name), {}) for name in p['Resources']]
    if op == 'CreateSecurityGroup':
        out = [(f'ec2:{op}', ec2(region, 'security-group'), {}), (f'ec2:{op}', ec2(region, 'vpc', p['VpcId']), {})]
        tags = [('ec2:CreateTags', ec2(region, 'security-group'), {'ec2:CreateAction': op})]
        return out + (tags if p.get('TagSpecifications') else [])
    if op in ('AuthorizeSecurityGroupIngress', 'AuthorizeSecurityGroupEgress', 'DeleteSecurityGroup'):
        return [(f'ec2:{op}', ec2(region, 'security-group', p['GroupId']), {})]
    if op == 'ModifyInstanceAttribute':
        groups = [(f'ec2:{op}', ec2(region, 'security-group', group), {}) for group in p.get('Groups', [])]
        return [(f'ec2:{op}', ec2(region, 'instance', p['InstanceId']), {})] + groups
    raise NotImplementedError(f'ec2:{op}')
