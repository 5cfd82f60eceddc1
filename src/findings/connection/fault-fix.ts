import type { AwsFailure } from '../../aws/aws-result.ts';
import { command, type FixStep, unset } from '../fix-step.ts';

/** What helps against a failure that credentials are not to blame for. */
export function faultFix({ kind, host, endpoint }: AwsFailure): readonly FixStep[] {
  switch (kind) {
    case 'clock-skew':
      return [command('sudo', 'timedatectl', 'set-ntp', 'true')];
    case 'network':
    case 'timeout':
      if (endpoint !== undefined) {
        const isVariable = /^[A-Z_]+$/.test(endpoint.location);
        return [...(isVariable ? [unset(endpoint.location)] : []), tryOut(endpoint.url)];
      }
      return host === undefined ? [] : [tryOut(`https://${host}/`)];
    default:
      return [];
  }
}

function tryOut(url: string): FixStep {
  return command('curl', '-sv', url, '-o', '/dev/null');
}
