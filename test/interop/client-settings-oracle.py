"""Which settings keep boto3 from making a client: reads one JSON case a line, answers one JSON line each.

A case: {"env": {...}, "services": [...], "flag": profile or null}; its files are on disk already.
"""
import json
import os
import sys
import warnings

import boto3.session
import botocore.loaders
import botocore.session

warnings.simplefilter("ignore")
LOADER = botocore.loaders.create_loader()


def made(session, service):
    try:
        session.create_client(service)
        return None
    except Exception as error:  # noqa: BLE001 - every class is an answer
        return type(error).__name__


def answer(case):
    os.environ.clear()
    os.environ.update(case["env"])
    answers = {}
    for service in case["services"]:
        session = botocore.session.get_session()
        session.register_component("data_loader", LOADER)
        if case.get("flag") is not None:
            session.set_config_variable("profile", case["flag"])
        answers[service] = made(session, service)
    return answers


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
