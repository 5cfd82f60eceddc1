import { placeText } from '../../file-line.ts';
import type { Facts } from '../facts.ts';
import { type Finding, finding } from '../finding.ts';
import { edit, type FixStep, notedCommand, setting, setVariable, unset } from '../fix-step.ts';

/** Findings about the region; that none is set is fine. */
export function regionFindings(facts: Facts): readonly Finding[] {
  return [...named(facts), ...notEnabled(facts)];
}

/** Its keys are good elsewhere, so that no other key is what helps. */
function notEnabled(facts: Facts): readonly Finding[] {
  const { identity, region } = facts;
  if (identity.kind !== 'failed' || identity.knownIn === undefined || region.value === undefined) return [];
  const place = region.source === undefined ? region.location : placeText(region.source);
  return [
    finding('region-not-enabled', {
      detail: `STS of ${region.value}${place === undefined ? '' : ` (from ${place})`} does not know these keys (${identity.failure.code}), and STS of ${identity.knownIn} does: the account has not enabled ${region.value}.`,
      at: region.source,
      fix: [
        ...fixOf(facts, identity.knownIn),
        notedCommand(
          'or enable it, which takes some minutes',
          ...['aws', 'account', 'enable-region', '--region-name', region.value],
          ...['--region', identity.knownIn],
        ),
      ],
    }),
  ];
}

function named(facts: Facts): readonly Finding[] {
  const { region, regionProblem } = facts;
  if (regionProblem === undefined) return regionNeeded(facts);
  const place = region.source === undefined ? region.location : placeText(region.source);
  const from = place === undefined ? '' : ` (from ${place})`;
  switch (regionProblem.kind) {
    case 'blank':
      return [
        finding('region-malformed', {
          detail: `The region is set to nothing${from}.`,
          at: region.source,
          fix: fixOf(facts, undefined),
        }),
      ];
    case 'malformed':
      return [
        finding('region-malformed', {
          detail: `The region${from} is not a name that boto3 accepts.${meant(regionProblem.nearest)}`,
          at: region.source,
          fix: fixOf(facts, regionProblem.nearest),
        }),
      ];
    case 'console-name':
      return [
        finding(regionProblem.isRefused ? 'region-malformed' : 'region-unknown', {
          detail: `"${region.value}"${from} is the console's name of a region; the region is ${regionProblem.nearest}.`,
          at: region.source,
          fix: fixOf(facts, regionProblem.nearest),
        }),
      ];
    case 'availability-zone':
      return [
        finding('region-unknown', {
          detail: `"${region.value}"${from} is an availability zone; its region is ${regionProblem.nearest}.`,
          at: region.source,
          fix: fixOf(facts, regionProblem.nearest),
        }),
      ];
    case 'unknown':
      return [
        finding('region-unknown', {
          detail: `"${region.value}"${from} is not a known region.${meant(regionProblem.nearest)}`,
          at: region.source,
          fix: fixOf(facts, regionProblem.nearest),
        }),
      ];
  }
}

/** Where the name comes from a file, its line; from the environment, the variable. */
function fixOf({ region }: Facts, nearest: string | undefined): readonly FixStep[] {
  const { source, type, location } = region;
  if (source !== undefined) {
    return [nearest === undefined ? edit(source) : setting(source, `region = ${nearest}`)];
  }
  if (type !== 'env' || location === undefined) return [];
  return [nearest === undefined ? unset(location) : setVariable(location, nearest)];
}

/** Source: botocore, which raises NoRegionError where an endpoint is given and no region. */
function regionNeeded({ region, stsEndpointFrom, credentials }: Facts): readonly Finding[] {
  if (region.value !== undefined || stsEndpointFrom === undefined || credentials.kind !== 'loaded') return [];
  return [
    finding('region-needed', {
      detail: `${stsEndpointFrom} configures the endpoint of STS, and no region is set.`,
      fix: [setVariable('AWS_DEFAULT_REGION', 'us-east-1')],
    }),
  ];
}

function meant(nearest: string | undefined): string {
  return nearest === undefined ? '' : ` Did you mean ${nearest}?`;
}
