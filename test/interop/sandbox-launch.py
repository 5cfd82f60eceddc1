"""Sends SkyPilot's own launch request as a dry run, through boto3. Prints the error's code and what a decoder makes of it."""
import json
import re

import boto3
import botocore.config
import botocore.exceptions

CONFIG = botocore.config.Config(retries={"max_attempts": 0})
ec2 = boto3.client("ec2", config=CONFIG)


def tags(kind):
    names = {"Name": "sky-node", "ray-cluster-name": "mine", "skypilot-cluster-name": "mine", "skypilot-user": "me"}
    return {"ResourceType": kind, "Tags": [{"Key": key, "Value": value} for key, value in names.items()]}


def launch():
    images = ec2.describe_images(Filters=[{"Name": "name", "Values": ["skypilot-aws-cpu-ubuntu-2*"]}])["Images"]
    subnet = ec2.describe_subnets()["Subnets"][0]
    group = ec2.describe_security_groups()["SecurityGroups"][0]["GroupId"]
    ec2.run_instances(
        ImageId=images[0]["ImageId"],
        InstanceType="m6i.2xlarge",
        MinCount=1,
        MaxCount=1,
        DryRun=True,
        BlockDeviceMappings=[
            {
                "DeviceName": images[0]["RootDeviceName"],
                "Ebs": {"VolumeSize": 256, "VolumeType": "gp3", "Encrypted": False, "Iops": 3500, "Throughput": 250},
            }
        ],
        MetadataOptions={"HttpTokens": "required"},
        NetworkInterfaces=[
            {
                "SubnetId": subnet["SubnetId"],
                "DeviceIndex": 0,
                "AssociatePublicIpAddress": True,
                "Groups": [group],
                "InterfaceType": "interface",
            }
        ],
        IamInstanceProfile={"Name": "skypilot-v1"},
        TagSpecifications=[tags("instance"), tags("volume")],
        UserData="#cloud-config",
    )
    return {"code": None}


def decoded(message):
    encoded = re.search(r"failure message: ([\w-]+)", message)
    if encoded is None:
        return None
    answer = boto3.client("sts", config=CONFIG).decode_authorization_message(EncodedMessage=encoded.group(1))
    content = json.loads(answer["DecodedMessage"])
    statements = content["matchedStatements"]["items"]
    return {
        "action": content["context"]["action"],
        "type": content["context"]["resource"].split(":")[-1].split("/")[0],
        "sids": [one["statementId"] for one in statements],
    }


try:
    result = launch()
except botocore.exceptions.ClientError as error:
    result = {"code": error.response["Error"]["Code"], "decoded": decoded(error.response["Error"]["Message"])}
print(json.dumps(result))
