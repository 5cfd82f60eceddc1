import type { AwsFailure } from '../../aws/aws-result.ts';
import type { OtherTrust } from '../../aws/ca-bundle.ts';
import { clockStep } from '../clock/clock-step.ts';
import type { Facts } from '../facts.ts';
import { ask, command, type FixStep, setVariable, unset } from '../fix-step.ts';

/** What helps against a failure that credentials are not to blame for. */
export function faultFix(
  { kind, host, endpoint }: AwsFailure,
  { otherTrust, clockSetter }: Pick<Facts, 'otherTrust' | 'clockSetter'>,
): readonly FixStep[] {
  switch (kind) {
    case 'clock-skew':
      return [clockStep(clockSetter)];
    case 'network':
    case 'timeout':
      if (endpoint !== undefined) {
        const { variable, url } = endpoint;
        return [...(variable === undefined ? [] : [unset(variable)]), tryOut(url)];
      }
      return host === undefined ? [] : [tryOut(`https://${host}/`)];
    case 'certificate':
      return [trustFix(otherTrust)];
    default:
      return [];
  }
}

function tryOut(url: string): FixStep {
  return command('curl', '-sv', url, '-o', '/dev/null');
}

/** The certificates that other programs are set to trust are the likeliest to be needed. */
function trustFix(trust: readonly OtherTrust[]): FixStep {
  const file = trust.find(({ variable }) => FILES.includes(variable));
  if (file !== undefined) return setVariable('AWS_CA_BUNDLE', file.value);
  return ask(
    'whoever runs the network',
    'for a file with the certificates that it uses and the public ones; name it in AWS_CA_BUNDLE.',
  );
}

const FILES: readonly string[] = ['NODE_EXTRA_CA_CERTS', 'CURL_CA_BUNDLE', 'SSL_CERT_FILE'];
