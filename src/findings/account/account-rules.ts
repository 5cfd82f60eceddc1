import { stoppedBy } from '../../conditions/decide-conditions.ts';
import type { Facts } from '../facts.ts';
import { type Finding, finding } from '../finding.ts';
import { ask, command, type FixStep, notedCommand } from '../fix-step.ts';
import type { FindingCode } from '../registry.ts';

/** Findings about whether AWS serves the account at all. */
export function accountFindings(facts: Facts): readonly Finding[] {
  const { accountState: state, capabilities, checkedRegion } = facts;
  const code = codeOf(state.kind);
  if (code === undefined || !('failure' in state)) return [];
  const { operation, message } = state.failure;
  return [
    finding(code, {
      detail: `${operation} in ${checkedRegion} was answered with ${state.failure.code}${message === '' || message === state.failure.code ? '' : `: ${message}`}`,
      stops: stoppedBy('account', capabilities),
      fix: fixOf(code, checkedRegion, message),
    }),
  ];
}

function codeOf(kind: Facts['accountState']['kind']): FindingCode | undefined {
  switch (kind) {
    case 'blocked':
      return 'account-blocked';
    case 'not-opted-in':
      return 'account-not-opted-in';
    case 'free-plan':
      return 'account-on-free-plan';
    case 'image-not-shared':
      return 'image-not-shared';
    case 'being-verified':
      return 'account-being-verified';
    case 'refused':
      return 'account-refused';
    default:
      return undefined;
  }
}

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
