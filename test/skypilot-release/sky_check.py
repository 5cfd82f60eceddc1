"""Runs SkyPilot's own check of AWS in this process; HOME and AWS_* decide what it sees. The last line is what it enabled."""
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
os.environ['SKYPILOT_DISABLE_USAGE_COLLECTION'] = '1'
try:
    import make_catalog
    from sky import check

    make_catalog.make(os.environ['HOME'])
    enabled = check.check(verbose=True, clouds=['aws'])
    verdict = {'enabled': sorted(str(word) for word in enabled.get('default', {}).get('AWS', []))}
except (Exception, SystemExit) as error:  # pylint: disable=broad-except
    verdict = {'enabled': [], 'raised': f'{type(error).__name__}: {str(error)[:500]}'}
print('VERDICT ' + json.dumps(verdict))
