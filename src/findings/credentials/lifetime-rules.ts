import type { Lifetime } from '../../credentials/lifetime.ts';
import { placeText } from '../../file-line.ts';
import { isoTime } from '../../time.ts';
import type { Facts, LifetimeFact } from '../facts.ts';
import { type Finding, finding } from '../finding.ts';
import { ask, command, type FixStep, notedCommand } from '../fix-step.ts';
import { loginStep } from '../sso/login-step.ts';
import { renewKeys } from './renew-keys.ts';

/** Whether the credentials that a job hangs on last as long as it (`--valid-for`). */
export function lifetimeFindings(facts: Facts): readonly Finding[] {
  const { lifetime: asked } = facts;
  if (asked === undefined) return [];
  const { lifetime, decision } = asked[asked.decidedBy];
  if (decision === 'allowed') return [];
  return [
    finding(decision === 'denied' ? 'credentials-end-too-soon' : 'credentials-end-unknown', {
      detail: `${endText(lifetime, asked.until - asked.forMs)} The job takes until ${isoTime(asked.until)}.${otherWay(asked)}`,
      fix: fixOf(lifetime, asked, facts),
    }),
  ];
}

function endText(lifetime: Lifetime, now: number): string {
  switch (lifetime.kind) {
    case 'lasting':
      return sentence(lifetime.reason);
    case 'ends':
      return `The credentials end at ${isoTime(lifetime.at)}: ${lifetime.reason}.`;
    case 'open': {
      const { atLeast, atMost, reason } = lifetime;
      const between = [
        ...(atLeast === undefined || atLeast <= now ? [] : [`They last until ${isoTime(atLeast)}.`]),
        ...(atMost === undefined ? [] : [`They end at ${isoTime(atMost)} at the latest.`]),
      ];
      return [sentence(reason), ...between].join(' ');
    }
  }
}

/** A managed job goes on without this machine. */
function otherWay({ decidedBy, controller }: LifetimeFact): string {
  if (decidedBy === 'controller' || controller.decision !== 'allowed') return '';
  return ` A managed job (\`sky jobs launch\`) would go on: ${controller.lifetime.reason}.`;
}

function fixOf(lifetime: Lifetime, asked: LifetimeFact, facts: Facts): readonly FixStep[] {
  if (lifetime.kind === 'lasting') return [];
  switch (lifetime.why) {
    case 'sso-login':
    case 'sso-session':
      return [loginStep(asked.startProfile, facts)];
    case 'session-keys':
      return renewKeys(facts);
    case 'aws-login':
      return [notedCommand('right before the job', 'aws', 'login', '--profile', asked.startProfile)];
    case 'mfa':
      return longerSession(asked, facts);
    case 'identity-token':
      return [
        ask(
          'whoever maintains this pipeline',
          'get the keys in the job that needs them, with a role-duration-seconds (or --duration-seconds) that is long enough.',
        ),
      ];
    case 'process':
      return [
        ask(
          'whoever maintains the program of credential_process',
          'how long its own login lasts, and whether it gives keys until then.',
        ),
      ];
  }
}

/** Source: IAM User Guide, "Update the maximum session duration for a role": 1 to 12 hours. */
const LONGEST_ROLE_SECONDS = 12 * 3600;

function longerSession({ forMs }: LifetimeFact, { config, profileName }: Facts): readonly FixStep[] {
  const seconds = Math.ceil(forMs / 1000);
  const role = config.profiles.get(profileName)?.entries.get('role_arn');
  if (seconds > LONGEST_ROLE_SECONDS || role === undefined || typeof role.value !== 'string') return [];
  const name = role.value.slice(role.value.lastIndexOf('/') + 1);
  return [
    ask(
      `whoever administers the role ${name}`,
      `raise its maximum session duration to ${seconds} seconds; then set duration_seconds = ${seconds} below ${placeText(role.source)}.`,
    ),
    command('aws', 'iam', 'update-role', '--role-name', name, '--max-session-duration', `${seconds}`),
  ];
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
