/** A failed call in words. */
import { type AwsFailure, type CallTarget, isOperational } from './aws-result.ts';

const NAMES: Readonly<Partial<Record<CallTarget, string>>> = {
  sts: 'STS',
  iam: 'IAM',
  ec2: 'EC2',
  s3: 'S3',
  kms: 'KMS',
  sso: 'SSO',
  'sso-oidc': 'SSO OIDC',
  signin: 'sign-in',
  'service-quotas': 'Service Quotas',
};

/** `STS AssumeRole`. */
function callName({ service, operation }: Pick<AwsFailure, 'service' | 'operation'>): string {
  return `${NAMES[service] ?? service} ${operation}`;
}

/** What happened to a call, as a sentence without its full stop. What AWS said is part of it. */
export function failureText(failure: AwsFailure): string {
  const { kind, code, message, service } = failure;
  // These are no services of AWS: what there is to say of them is their message.
  if (NAMES[service] === undefined) return message;
  const said = message === '' || message === code ? code : `${code}: ${message}`;
  const call = callName(failure);
  switch (kind) {
    case 'clock-skew':
      return `${call} was refused because of the time${skewText(failure.skewMs)} (${said})`;
    case 'network':
    case 'proxy':
    case 'certificate':
      // A status of the proxy is part of its message.
      return `${call} did not reach ${target(failure)}${wayOf(failure)} (${kind === 'proxy' && code.startsWith('HTTP ') ? message : said})`;
    case 'timeout':
      if (failure.isRunLimit === true)
        return `${call} was still waiting for ${target(failure)} when the time limit of the run (--timeout) was over`;
      return `${call} got no answer from ${target(failure)} in time (${said})`;
    default:
      return isOperational(failure)
        ? `${call} was answered with ${said.replace(/[.\s]+$/, '')}${answering(failure)}`
        : `${call} was answered with ${said}`;
  }
}

function wayOf({ proxy }: AwsFailure): string {
  return proxy === undefined ? '' : ` through the proxy ${proxy}`;
}

/** Who answers in AWS's place. */
function answering(failure: AwsFailure): string {
  const { endpoint, host, page } = failure;
  if (endpoint !== undefined) return `, by ${target(failure)}`;
  if (page !== undefined) {
    const title = page === '' ? 'a page' : `a page with the title "${page}"`;
    return `; asked was ${host ?? 'AWS'}, and ${title} came: a proxy, a filter or the login of a network answers in its place`;
  }
  return host === undefined ? '' : `; asked was ${host}`;
}

/** Where the call was sent; where a setting leads it elsewhere than to AWS, that setting. */
function target({ endpoint, host }: AwsFailure): string {
  return endpoint === undefined ? (host ?? 'its endpoint') : `${endpoint.url} (${endpoint.location})`;
}

function skewText(skewMs: number | undefined): string {
  if (skewMs === undefined) return '';
  const minutes = Math.max(1, Math.round(Math.abs(skewMs) / 60_000));
  return `: this clock is ${minutes} minute${minutes === 1 ? '' : 's'} ${skewMs > 0 ? 'behind' : 'ahead of'} AWS's`;
}
