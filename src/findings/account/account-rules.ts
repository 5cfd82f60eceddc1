import { stoppedBy } from '../../conditions/decide-conditions.ts';
import type { Facts } from '../facts.ts';
import { type Finding, finding } from '../finding.ts';
import { ask, command, type FixStep, notedCommand } from '../fix-step.ts';
import type { FindingCode } from '../registry.ts';

/** Findings about whether AWS serves the account at all. */
export function accountFindings(facts: Facts): readonly Finding[] {
  const { accountState: state, capabilities, checkedRegion } = facts;
  if (state.kind === 'served' || state.kind === 'unknown') return [];
  const code = CODES[state.kind];
  const { operation, message } = state.failure;
  return [
    finding(code, {
      detail: `${operation} in ${checkedRegion} was answered with ${state.failure.code}${message === '' || message === state.failure.code ? '' : `: ${message}`}`,
      stops: stoppedBy('account', capabilities),
      fix: fixOf(code, checkedRegion, message),
    }),
  ];
}

const CODES = {
  blocked: 'account-blocked',
  'not-opted-in': 'account-not-opted-in',
  'free-plan': 'account-on-free-plan',
  'image-not-shared': 'image-not-shared',
  'being-verified': 'account-being-verified',
  refused: 'account-refused',
} as const satisfies Readonly<
  Record<Exclude<Facts['accountState']['kind'], 'served' | 'unknown'>, FindingCode>
>;

function fixOf(code: FindingCode, region: string, message: string): readonly FixStep[] {
  switch (code) {
    case 'account-refused':
      return [command('aws', 'account', 'get-region-opt-status', '--region-name', region)];
    case 'account-being-verified':
      return [];
    case 'image-not-shared':
      return imageSteps(region, message);
    case 'account-on-free-plan':
      return [
        command('aws', 'freetier', 'get-account-plan-state'),
        notedCommand(
          'from then on the account pays',
          'aws',
          'freetier',
          'upgrade-account-plan',
          '--account-plan-type',
          'PAID',
        ),
      ];
    default:
      return [
        ask(
          'AWS Support (https://console.aws.amazon.com/support)',
          'lift what keeps EC2 from serving this account.',
        ),
      ];
  }
}

function imageSteps(region: string, message: string): readonly FixStep[] {
  const image = /ami-[0-9a-f]+/.exec(message)?.[0];
  const named = image === undefined ? [] : ['--image-ids', image];
  return [
    command('aws', 'ec2', 'describe-images', '--region', region, ...named),
    ask('whoever owns the image', 'share it with this account, or name another in the task (image_id).'),
  ];
}
