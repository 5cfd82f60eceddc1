"""Where SkyPilot calls AWS: by the syntax of its sources, methods that are operations, paginators, waiters or resource
actions of boto3's own models, and command lines of the AWS CLI. One JSON document, {module: [call, ...]}."""
import ast
import json
import os
import re
import tempfile

os.environ['HOME'] = tempfile.mkdtemp(prefix='skycheck-skypilot-')
# pylint: disable=wrong-import-position
import boto3

SERVICES = ['sts', 'ec2', 's3', 'iam', 'service-quotas', 'ssm', 'efs', 'fsx', 'logs', 'cloudwatch', 'eks', 'pricing', 'ecr']
# Actions of boto3's resources, which have no operation's name.
RESOURCE_ACTIONS = {
    'create_instances': 'ec2:RunInstances', 'authorize_ingress': 'ec2:AuthorizeSecurityGroupIngress',
    'authorize_egress': 'ec2:AuthorizeSecurityGroupEgress', 'modify_attribute': 'ec2:ModifyInstanceAttribute',
    'attach_policy': 'iam:AttachRolePolicy', 'add_role': 'iam:AddRoleToInstanceProfile', 'put': 'iam:PutRolePolicy',
    'terminate': 'ec2:TerminateInstances', 'stop': 'ec2:StopInstances', 'start': 'ec2:StartInstances', 'load': 'iam:Get*',
    'wait_until_terminated': 'ec2:DescribeInstances', 'wait_until_stopped': 'ec2:DescribeInstances', 'wait_until_running': 'ec2:DescribeInstances',
    'wait_until_exists': 's3:HeadBucket', 'filter': 'ec2:Describe*', 'all': 'ec2:Describe*', 'delete': 'ec2:Delete*',
}
CLI = re.compile(r'\baws (ec2|s3api|s3|sts|ssm|eks|ecr|logs) ([a-z-]+)\b')


def operations():
    session = boto3.session.Session(aws_access_key_id='x', aws_secret_access_key='x', region_name='us-east-1')
    found = {}
    for service in SERVICES:
        for method, operation in session.client(service).meta.method_to_api_mapping.items():
            found.setdefault(method, f'{service}:{operation}')
    return found


def calls_of(tree, by_method, short):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name, on = node.func.attr, ast.unparse(node.func.value).lower()
            first = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else None
            if name in ('get_paginator', 'get_waiter') and isinstance(first, str):
                yield by_method.get(first, f'waiter:{first}')
            elif name in by_method and ('aws' in short or re.search('s3|client|aws', on)):
                yield by_method[name]
            elif name in RESOURCE_ACTIONS and short.startswith(('provision/aws', 'clouds/aws')):
                yield RESOURCE_ACTIONS[name]
        elif isinstance(node, ast.Attribute) and short.startswith('provision/aws') and node.attr in ('create_instances', 'start_instances'):
            # Handed on to a function that calls it.
            yield RESOURCE_ACTIONS.get(node.attr) or by_method[node.attr]
        elif isinstance(node, (ast.Constant, ast.JoinedStr)):
            text = ast.unparse(node) if isinstance(node, ast.JoinedStr) else node.value
            if isinstance(text, str):
                for service, command in CLI.findall(text):
                    yield f'cli:{service} {command}'


def main():
    import sky
    root, by_method, found = os.path.dirname(sky.__file__), operations(), {}
    for folder, _, files in os.walk(root):
        for file in files:
            path = os.path.join(folder, file)
            short = os.path.relpath(path, root)
            if not file.endswith('.py'):
                continue
            with open(path, encoding='utf-8') as source:
                text = source.read()
            if 'aws' not in short.lower() and not re.search(r'adaptors import aws|boto3|botocore|\baws (ec2|s3|s3api|sts|ssm|eks)\b', text):
                continue
            calls = sorted(set(calls_of(ast.parse(text), by_method, short)))
            if calls:
                found[short] = calls
    print('VERDICT ' + json.dumps(dict(sorted(found.items()))))


if __name__ == '__main__':
    main()
