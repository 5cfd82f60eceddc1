"""Asks the sandbox, through boto3, what a checker asks. Prints one JSON object: a value, or the error's code, each.

The region comes from the profile, or from the first argument where there is one.
"""
import json
import sys

import boto3
import botocore.config
import botocore.exceptions

REGION = sys.argv[1] if len(sys.argv) > 1 else None
CONFIG = botocore.config.Config(retries={"max_attempts": 0})


def outcome(call):
    try:
        return call()
    except botocore.exceptions.ClientError as error:
        return error.response["Error"]["Code"]
    except botocore.exceptions.BotoCoreError as error:
        return type(error).__name__


def client(service):
    return boto3.client(service, region_name=REGION, config=CONFIG)


def principal(arn):
    kind, _, rest = arn.split(":", 5)[5].partition("/")
    if kind != "assumed-role":
        return arn
    role = client("iam").get_role(RoleName=rest.split("/")[0])
    return role["Role"]["Arn"]


def identity():
    return client("sts").get_caller_identity()["Arn"]


def simulate():
    results = []
    pages = client("iam").get_paginator("simulate_principal_policy").paginate(
        PolicySourceArn=principal(identity()),
        ActionNames=["ec2:RunInstances", "s3:ListAllMyBuckets"],
        ResourceArns=["arn:aws:ec2:us-east-1:111122223333:instance/i-0123456789abcdef0"],
        ContextEntries=[
            {"ContextKeyName": "aws:RequestedRegion", "ContextKeyValues": ["us-east-1"], "ContextKeyType": "string"}
        ],
        PaginationConfig={"PageSize": 1},
    )
    for page in pages:
        results += [
            [result["EvalActionName"], one["EvalResourceDecision"]]
            for result in page["EvaluationResults"]
            for one in result["ResourceSpecificResults"]
        ]
    return results


def image():
    images = client("ec2").describe_images(
        Owners=["amazon"], Filters=[{"Name": "name", "Values": ["al2023*x86_64"]}]
    )
    return images["Images"][0]["ImageId"]


def launch():
    return client("ec2").run_instances(
        ImageId=image(),
        InstanceType="m6i.large",
        MinCount=1,
        MaxCount=1,
        DryRun=True,
        IamInstanceProfile={"Name": "skypilot-v1"},
        TagSpecifications=[{"ResourceType": "instance", "Tags": [{"Key": "skypilot", "Value": "true"}]}],
    )


def quota():
    answer = client("service-quotas").get_service_quota(ServiceCode="ec2", QuotaCode="L-1216C47A")
    return answer["Quota"]["Value"]


CALLS = {
    "identity": identity,
    "simulate": simulate,
    "regions": lambda: len(client("ec2").describe_regions()["Regions"]),
    "zones": lambda: len(client("ec2").describe_availability_zones()["AvailabilityZones"]),
    "launch": launch,
    "buckets": lambda: len(client("s3").list_buckets()["Buckets"]),
    "role": lambda: client("iam").get_role(RoleName="skypilot-v1")["Role"]["RoleName"],
    "trust": lambda: client("iam").get_role(RoleName="skypilot-v1")["Role"]["AssumeRolePolicyDocument"]["Version"],
    "quota": quota,
}

print(json.dumps({name: outcome(call) for name, call in CALLS.items()}))
