import { define, type FindingDefinitions } from '../definition.ts';

/** Findings about the time of day. */
export const CLOCK_FINDINGS = {
  'clock-skew': define(
    'error',
    "This machine's clock is wrong",
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/signing-elements.html',
    'AWS refuses requests whose time differs from its own by more than five minutes. boto3 does not correct the clock, so SkyPilot fails too. Other SDKs correct it silently.',
  ),
} as const satisfies FindingDefinitions;
