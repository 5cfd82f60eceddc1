import type { AwsFailure } from '../../aws/aws-result.ts';
import type { OtherTrust } from '../../aws/ca-bundle.ts';
import { placeText } from '../../file-line.ts';
import { clockStep } from '../clock/clock-step.ts';
import type { Facts } from '../facts.ts';
import { ask, command, edit, type FixStep, setVariable, unset } from '../fix-step.ts';

/** What helps against a failure that credentials are not to blame for. */
export function faultFix(
  failure: AwsFailure,
  { otherTrust, clockSetter, fipsSetting }: Pick<Facts, 'otherTrust' | 'clockSetter' | 'fipsSetting'>,
): readonly FixStep[] {
  const { kind, host, endpoint } = failure;
  if (isFipsHost(failure) && fipsSetting !== undefined)
    return [fipsSetting.kind === 'file' ? edit(fipsSetting.at) : unset(fipsSetting.variable)];
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

/** The name of a host with FIPS was not found; in most regions there is none. */
function isFipsHost({ kind, host, endpoint }: AwsFailure): boolean {
  return kind === 'network' && endpoint === undefined && host !== undefined && /(^|[.-])fips[.-]/.test(host);
}

/** What is special about the host that was not reached: a sentence, or nothing. */
export function aboutHost(failure: AwsFailure, { fipsSetting }: Pick<Facts, 'fipsSetting'>): string {
  if (!isFipsHost(failure) || fipsSetting === undefined) return '';
  const setting =
    fipsSetting.kind === 'file' ? `use_fips_endpoint (${placeText(fipsSetting.at)})` : fipsSetting.variable;
  return ` ${setting} sends calls to hosts with FIPS, which only regions in the USA and Canada have.`;
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
