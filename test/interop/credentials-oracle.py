"""What boto3 makes of homes and environments: reads one JSON case a line, answers one JSON line each.

A case: {"id", "env": {...}, "flag": profile or null, "mfaCode": text or null}; its files are on disk already.
"""
import json
import os
import signal
import sys
import warnings

import boto3.session
import botocore.credentials
import botocore.session
import botocore.tokens
import botocore.utils
from botocore.exceptions import ClientError

warnings.simplefilter("ignore")
botocore.utils.ContainerMetadataFetcher.SLEEP_TIME = 0
CASE = {}


def prompt(_question):
    if CASE.get("mfaCode") is None:
        raise EOFError("no terminal")
    return CASE["mfaCode"]


def patch_prompter():
    init = botocore.credentials.AssumeRoleProvider.__init__
    import getpass

    init.__defaults__ = tuple(prompt if d is getpass.getpass else d for d in init.__defaults__)


def enter(env):
    os.environ.clear()
    os.environ.update(env)
    cache = os.path.expanduser(os.path.join("~", ".aws", "sso", "cache"))
    botocore.credentials.SSOProvider._SSO_TOKEN_CACHE_DIR = cache
    botocore.tokens.SSOTokenProvider._SSO_TOKEN_CACHE_DIR = cache
    botocore.utils.JSONFileCache.CACHE_DIR = os.path.expanduser("~/.aws/boto/cache")


def class_of(error):
    return "ClientError" if isinstance(error, ClientError) else type(error).__name__


def attempt(action):
    try:
        return action(), None
    except Exception as error:  # noqa: BLE001 - every class is an answer
        return None, class_of(error)


def load(flag):
    session = boto3.session.Session(profile_name=flag) if flag is not None else boto3.session.Session()
    credentials = session.get_credentials()
    if credentials is None:
        return {"last4": None, "method": None}
    frozen = credentials.get_frozen_credentials()
    key = frozen.access_key
    return {"last4": key[-4:] if isinstance(key, str) else repr(key), "method": credentials.method,
            "token": bool(frozen.token)}


def plain_session(flag):
    session = botocore.session.get_session()
    if flag is not None:
        session.set_config_variable("profile", flag)
    return session


def answer(case):
    flag = case.get("flag")
    profile, _ = attempt(lambda: plain_session(flag).get_config_variable("profile"))
    region, region_error = attempt(lambda: plain_session(flag).get_config_variable("region"))
    found, error = attempt(lambda: load(flag))
    names, names_error = attempt(lambda: plain_session(None).full_config["profiles"])
    return {
        "id": case["id"],
        "profile": profile,
        "region": region if region is None or isinstance(region, str) else "{…}",
        "regionError": region_error,
        "error": error,
        "names": None if names_error else list(names),
        **(found or {"last4": None, "method": None}),
    }


def too_long(_signal, _frame):
    raise TimeoutError("case took too long")


def main():
    patch_prompter()
    signal.signal(signal.SIGALRM, too_long)
    for line in sys.stdin:
        CASE.clear()
        CASE.update(json.loads(line))
        enter(CASE["env"])
        signal.alarm(30)
        result = answer(CASE)
        signal.alarm(0)
        print(json.dumps(result), flush=True)


main()
