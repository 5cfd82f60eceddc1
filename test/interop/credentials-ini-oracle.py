"""What botocore's configloader makes of files: one base64 file a line, one JSON answer a line."""
import base64
import json
import os
import sys
import tempfile

from botocore.configloader import build_profile_map, raw_config_parse
from botocore.exceptions import ConfigParseError

with tempfile.TemporaryDirectory() as directory:
    path = os.path.join(directory, "config")
    for line in sys.stdin:
        with open(path, "wb") as file:
            file.write(base64.b64decode(line))
        try:
            parsed = raw_config_parse(path)
            answer = {"sections": parsed, "profiles": list(build_profile_map(parsed)["profiles"])}
        except ConfigParseError:
            answer = {"sections": None, "profiles": None}
        print(json.dumps(answer), flush=True)
