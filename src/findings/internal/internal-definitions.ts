import { define, type FindingDefinitions } from '../definition.ts';

/** Findings about skycheck itself. */
export const INTERNAL_FINDINGS = {
  'internal-error': define(
    'error',
    'A part of skycheck failed',
    'https://www.npmjs.com/package/skycheck',
    'One of the rules that look for problems stopped with an error of its own. That is a bug in skycheck, not in your setup. What the rule would have found is missing from the report, so the check does not end as ready.',
    'Please report it with the name of the rule.',
  ),
} as const satisfies FindingDefinitions;
