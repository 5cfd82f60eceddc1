"""SkyPilot's own reading of configuration files.

Reads one case a line, {"user": text or null, "project": ..., "flag": ...}, and prints one verdict a line. The local API
server is in this process: it reads the user's file as its own, and lays over it what the client sends with a request.
"""
import contextlib
import io
import json
import os
import sys
import tempfile

os.environ['SKYPILOT_DISABLE_USAGE_COLLECTION'] = '1'
os.environ['HOME'] = tempfile.mkdtemp(prefix='skycheck-skypilot-')
os.chdir(os.environ['HOME'])
# pylint: disable=wrong-import-position
from sky import skypilot_config
from sky.server import plugins
from sky.skylet import constants

SERVER = constants.ENV_VAR_IS_SKYPILOT_SERVER
DATABASE = constants.ENV_VAR_DB_CONNECTION_URI
plugins._plugins_loaded = True  # pylint: disable=protected-access


def as_client(flag):
    os.environ.pop(SERVER, None)
    skypilot_config.reload_config()
    if flag is not None:
        skypilot_config.apply_cli_config([flag])
    return skypilot_config.to_dict()


def as_server(sent):
    os.environ[SERVER] = 'true'
    own = skypilot_config.get_server_config()
    # With a database a server would go on there: only its refusal of other keys is looked at.
    if os.environ.get(DATABASE) and len(own.keys()) > 1:
        raise ValueError('If db config is specified, no other config is allowed')
    skypilot_config._set_loaded_config(own)  # pylint: disable=protected-access
    with skypilot_config.override_skypilot_config(dict(sent)):
        of_workspace = skypilot_config.get_workspace_cloud('aws')
        allowed = skypilot_config.get_nested(('allowed_clouds',), None)
        return {
            'workspace': skypilot_config.get_active_workspace(),
            'profile': of_workspace.get('profile'),
            'disabled': of_workspace.get('disabled'),
            'allowsAws': allowed is None or 'aws' in [name.lower() for name in allowed],
            'useInternalIps': skypilot_config.get_nested(('aws', 'use_internal_ips'), False),
        }


def read(case):
    for name, file in (('user', '.sky/config.yaml'), ('project', '.sky.yaml'), ('flag', 'flag.yaml')):
        path = os.path.join(os.environ['HOME'], file)
        with contextlib.suppress(FileNotFoundError):
            os.remove(path)
        if case.get(name) is not None:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, 'w', encoding='utf-8', newline='') as out:
                out.write(case[name])
    os.environ.pop(DATABASE, None)
    try:
        sent = as_client('flag.yaml' if case.get('flag') is not None else None)
        endpoint = sent.get_nested(('api_server', 'endpoint'), None)
        # A client's database reaches no server that is up already.
        os.environ.pop(DATABASE, None)
        return {'refused': False, 'endpoint': endpoint, **as_server(sent)}
    except Exception as error:  # pylint: disable=broad-except
        return {'refused': True, 'reason': f'{type(error).__name__}: {str(error)[-300:]}'}


def main():
    for line in sys.stdin:
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            verdict = read(json.loads(line))
        print("VERDICT " + json.dumps(verdict, default=str), flush=True)


if __name__ == '__main__':
    main()
