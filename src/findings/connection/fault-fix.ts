import type { AwsFailure } from '../../aws/aws-result.ts';
import type { OtherTrust } from '../../aws/ca-bundle.ts';
import { placeText } from '../../file-line.ts';
import { clockStep } from '../clock/clock-step.ts';
import type { Facts } from '../facts.ts';
import { ask, command, edit, type FixStep, notedCommand, setVariable, unset } from '../fix-step.ts';

/** What helps against a failure that credentials are not to blame for. */
export function faultFix(
  failure: AwsFailure,
  facts: Pick<Facts, 'otherTrust' | 'clockSetter' | 'fipsSetting' | 'proxyVariables'>,
): readonly FixStep[] {
  const { otherTrust, clockSetter, fipsSetting } = facts;
  const { kind, host, endpoint } = failure;
  if (isFipsHost(failure) && fipsSetting !== undefined)
    return [fipsSetting.kind === 'file' ? edit(fipsSetting.at) : unset(fipsSetting.variable)];
  switch (kind) {
    case 'clock-skew':
      return [clockStep(clockSetter)];
    case 'network':
    case 'timeout':
      return wayTo(failure);
    case 'proxy':
      return proxyFix(failure, variablesOfProxy(failure, facts));
    case 'certificate':
      return [trustFix(otherTrust)];
    case 'malformed-answer':
    case 'server-error':
      return failure.page === undefined || endpoint !== undefined || host === undefined
        ? []
        : [tryOut(`https://${host}/`)];
    default:
      return [];
  }
}

/** The name of a host with FIPS was not found; in most regions there is none. */
function isFipsHost({ kind, host, endpoint }: AwsFailure): boolean {
  return kind === 'network' && endpoint === undefined && host !== undefined && /(^|[.-])fips[.-]/.test(host);
}

/** Gets round a setting that leads elsewhere, and tries whether the host answers. */
function wayTo({ endpoint, host }: AwsFailure): readonly FixStep[] {
  if (endpoint !== undefined) {
    const { variable, url } = endpoint;
    return [...(variable === undefined ? [] : [unset(variable)]), tryOut(url)];
  }
  return host === undefined ? [] : [tryOut(`https://${host}/`)];
}

/** The proxy has to let calls through, or they have to go round it: which of both is not known here. */
function proxyFix({ code, host = 'AWS' }: AwsFailure, variables: readonly string[]): readonly FixStep[] {
  const goRound =
    variables.length === 0
      ? []
      : [notedCommand('only where AWS is reached without the proxy', 'unset', ...variables)];
  if (code === 'ERR_INVALID_URL') return goRound;
  const url = variables.length === 0 ? "the proxy's URL" : variables.join(' and ');
  const what =
    code === 'HTTP 407'
      ? `which user and password it wants, and write them into ${url} (http://USER:PASSWORD@HOST:PORT).`
      : /^HTTP \d/.test(code)
        ? `let calls through to ${host} and the other hosts of amazonaws.com, port 443.`
        : `whether it runs, and at which address; ${url} ${variables.length > 1 ? 'name' : 'names'} it.`;
  return [ask('whoever runs the proxy', what), ...goRound];
}

/** The variables that name the proxy of a call. */
function variablesOfProxy(
  { endpoint }: AwsFailure,
  { proxyVariables: { http, https } }: Pick<Facts, 'proxyVariables'>,
): readonly string[] {
  return endpoint?.url.startsWith('http:') === true ? http : https;
}

/** What is special about the host that was not reached: a sentence, or nothing. */
export function aboutHost(failure: AwsFailure, facts: Pick<Facts, 'fipsSetting' | 'proxyVariables'>): string {
  const { fipsSetting } = facts;
  if (failure.isRunLimit === true) return ' A larger --timeout gives it more time.';
  const [variable] = variablesOfProxy(failure, facts);
  if (variable !== undefined && failure.proxy !== undefined) return ` ${variable} names the proxy.`;
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
    'which file has the certificates that it uses and the public ones, and name it in AWS_CA_BUNDLE.',
  );
}

const FILES: readonly string[] = ['NODE_EXTRA_CA_CERTS', 'CURL_CA_BUNDLE', 'SSL_CERT_FILE'];
