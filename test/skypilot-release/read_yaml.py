"""What PyYAML's safe_load, as SkyPilot calls it, makes of texts: one JSON string a line, one verdict a line."""
import json
import os
import sys
import tempfile

os.environ['HOME'] = tempfile.mkdtemp(prefix='skycheck-skypilot-')
# pylint: disable=wrong-import-position
import yaml

from sky.utils import yaml_utils


def plain(value):
    if isinstance(value, dict):
        return {'map': [[key_of(key), plain(part)] for key, part in value.items()]}
    if isinstance(value, (list, tuple)):
        return {'list': [plain(part) for part in value]}
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, (int, float)):
        return {'number': f'{float(value):.6g}' if abs(value) < 1e300 else 'huge'}
    return {'other': True}


def key_of(key):
    if key is None:
        return 'null'
    if isinstance(key, bool):
        return 'true' if key else 'false'
    return key if isinstance(key, str) else 'other'


def main():
    for line in sys.stdin:
        try:
            verdict = {'value': plain(yaml_utils.safe_load(json.loads(line)))}
        except yaml.YAMLError as error:
            verdict = {'broken': str(error)[:200]}
        except Exception as error:  # pylint: disable=broad-except
            verdict = {'raised': str(error)[:200]}
        print('VERDICT ' + json.dumps(verdict), flush=True)


if __name__ == '__main__':
    main()
