"""Stores what a release of SkyPilot accepts and knows, as data that skycheck reads.

Run with a Python that has SkyPilot: `npm run skypilot-facts` does, and formats what this writes. A new release of
SkyPilot is one run of it; read the difference before it is committed.

  src/skypilot/release.json                 the release, its regions, the hosts of a local API server, keys of the server
  src/skypilot/config/accepted-config.json  the JSON Schema of its configuration, equal parts stored once
  src/task/accepted-task.json               the JSON Schemas of a task and its parts
  src/task/accepted-words.json              words that the code of a task looks up

No code of SkyPilot is copied: the schema is its interface, asked of the installed package.

  --print   writes nothing and prints both as one JSON document
"""
import copy
import json
import os
import re
import sys
import tempfile
from importlib.metadata import version

os.environ['SKYPILOT_DISABLE_USAGE_COLLECTION'] = '1'
os.environ['HOME'] = tempfile.mkdtemp(prefix='skycheck-facts-')
# pylint: disable=wrong-import-position
from sky.catalog import aws_catalog
from sky.catalog.data_fetchers import fetch_aws
from sky.clouds import aws
from sky.jobs import recovery_strategy  # pylint: disable=unused-import
from sky.server import common as server_common
from sky.server import plugins
from sky.skylet import constants
from sky.utils import registry
from sky.utils import schemas

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'src', 'skypilot')

# What skycheck's reader understands; a keyword that is not here has to be taught to it first.
ONE = ('items', 'not', 'propertyNames')
MANY = ('oneOf', 'anyOf')
NAMED = ('properties', 'patternProperties')
PLAIN = ('type', 'required', 'pattern', 'minimum', 'maximum', 'exclusiveMinimum', 'minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties',
         'maxProperties', 'uniqueItems', 'enum', 'case_insensitive_enum', 'case_sensitive_enum')
NO_EFFECT = ('$schema', 'description', 'default')


TASK_SCHEMAS = ('task', 'resources', 'storage', 'service')


def schema_of(server, asked=schemas.get_config_schema):
    """The client lets unknown keys of some sections pass; the server, once it is up, does not."""
    os.environ.pop(constants.ENV_VAR_IS_SKYPILOT_SERVER, None)
    if server:
        os.environ[constants.ENV_VAR_IS_SKYPILOT_SERVER] = 'true'
        plugins._plugins_loaded = True  # pylint: disable=protected-access
    # Each call changes what it shares with the next one.
    return copy.deepcopy(asked())


def clean(server, client):
    """Both schemas as one: where only the server refuses unknown keys, `serverOnly` stands beside."""
    if isinstance(server, bool):
        assert server == client or (server is False and client is True), (server, client)
        return server
    if isinstance(server.get('type'), list):
        return {'anyOf': [{'type': name} for name in server['type']]}
    out = {}
    for key, value in server.items():
        if key in NO_EFFECT or (key == 'required' and (value == [] or server.get('type') == 'string')):
            continue
        if key == 'minimum' and server.get('type') == 'string':
            continue
        if key == 'additionalProperties':
            if value is True:
                continue
            if value != client[key] and value is False:
                out['serverOnly'] = True
            out[key] = clean(value, client[key])
        elif key in ONE:
            out[key] = clean(value, client[key])
        elif key in MANY:
            out[key] = [clean(a, b) for a, b in zip(value, client[key], strict=True)]
        elif key in NAMED:
            parts = {name: clean(part, client[key][name]) for name, part in value.items()}
            if parts:
                out[key] = {(pattern(n) if key == 'patternProperties' else n): p for n, p in parts.items()}
        elif key in PLAIN:
            assert value == client[key], key
            out[key] = pattern(value) if key == 'pattern' else value
        else:
            raise SystemExit(f'the keyword {key!r} is new; teach it to src/skypilot/config/accepted-config.ts first')
    return out


def pattern(text):
    """Groups without regard to case (`(?i:…)`), which older JavaScript does not know, are written out."""
    def spelled(match):
        return '(?:' + re.sub(r'[A-Za-z]', lambda m: f'[{m[0].lower()}{m[0].upper()}]', match[1]) + ')'

    plain = re.sub(r'\(\?i:((?:[^()]|\([^()]*\))*)\)', spelled, text)
    if re.search(r'\(\?(?!:|=|!)|\\[AZ]', plain):
        raise SystemExit(f'the pattern {text!r} is not one of JavaScript')
    return plain


def shared(schema):
    """Parts that occur more than once, and are worth it, go to `$defs`, each under the key where it was first seen."""
    counts, names = {}, {}

    def text_of(node):
        return json.dumps(node, sort_keys=True)

    def children(node):
        for key, value in node.items():
            if key in ONE or key == 'additionalProperties':
                yield key, None, value
            elif key in MANY:
                for index, part in enumerate(value):
                    yield key, index, part
            elif key in NAMED:
                for name, part in value.items():
                    yield key, name, part

    def count(node):
        if isinstance(node, bool):
            return
        text = text_of(node)
        counts[text] = counts.get(text, 0) + 1
        if counts[text] == 1:
            for _, _, part in children(node):
                count(part)

    definitions = {}

    def store(node, key):
        if isinstance(node, bool):
            return node
        text = text_of(node)
        if counts[text] > 1 and len(text) > 60:
            if text not in names:
                name, number = key, 2
                while name in names.values():
                    name, number = f'{key}-{number}', number + 1
                names[text] = name
                definitions[name] = inner(node, key)
            return {'$ref': names[text]}
        return inner(node, key)

    def inner(node, key):
        out = copy.deepcopy(node)
        for kind, place, part in children(node):
            name = place if kind in NAMED else key
            if place is None:
                out[kind] = store(part, name)
            else:
                out[kind][place] = store(part, name)
        return out

    count(schema)
    root = inner(schema, 'config')
    return {**root, '$defs': dict(sorted(definitions.items()))}


def task_facts(release):
    """The schemas under one roof, so that equal parts are stored once for all of them."""
    parts = {name: clean(*(schema_of(server, getattr(schemas, f'get_{name}_schema')) for server in (True, False)))
             for name in TASK_SCHEMAS}
    return {
        'release': release,
        'schema': shared({'type': 'object', 'properties': parts}),
    }


def task_words(release):
    return {
        'release': release,
        'recoveryStrategies': sorted(registry.JOBS_RECOVERY_STRATEGY_REGISTRY),
        'defaultFamilies': aws_catalog._DEFAULT_INSTANCE_FAMILY,  # pylint: disable=protected-access
        'efaPrefixes': aws._EFA_INSTANCE_TYPE_PREFIXES,  # pylint: disable=protected-access
    }


def main():
    release = version('skypilot')
    facts = {
        'release.json': {
            'release': release,
            'regions': fetch_aws.ALL_REGIONS,
            'localApiServer': {
                'hosts': server_common.AVAILBLE_LOCAL_API_SERVER_HOSTS,
                'port': server_common.DEFAULT_SERVER_PORT,
                'portVariable': constants.SKY_API_SERVER_LOCAL_PORT_ENV_VAR,
            },
            'serverKeys': ['.'.join(key) for key in constants.SKIPPED_CLIENT_OVERRIDE_KEYS],
        },
        'config/accepted-config.json': {
            'release': release,
            'schema': shared(clean(schema_of(True), schema_of(False))),
        },
        '../task/accepted-task.json': task_facts(release),
        '../task/accepted-words.json': task_words(release),
    }
    if '--print' in sys.argv:
        print(json.dumps(facts))
        return
    for name, value in facts.items():
        with open(os.path.join(ROOT, name), 'w', encoding='utf-8') as file:
            file.write(json.dumps(value, indent=2) + '\n')


if __name__ == '__main__':
    main()
