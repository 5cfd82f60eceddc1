/** A failed call in words. */
import { type AwsFailure, type CallTarget, isOperational } from './aws-result.ts';

const NAMES: Readonly<Partial<Record<CallTarget, string>>> = {
  sts: 'STS',
  iam: 'IAM',
  ec2: 'EC2',
  s3: 'S3',
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
      return `${call} did not reach ${target(failure)} (${said})`;
    case 'timeout':
      return `${call} got no answer from ${target(failure)} in time (${said})`;
    default:
      return `${call} was answered with ${said}${isOperational(failure) ? answering(failure) : ''}`;
  }
}

/** Who answers in AWS's place. */
function answering(failure: AwsFailure): string {
  return failure.endpoint === undefined ? '' : `, by ${target(failure)}`;
}

/** Where the call was sent; where a setting leads it elsewhere than to AWS, that setting. */
function target({ endpoint, host }: AwsFailure): string {
  return endpoint === undefined
    ? (host ?? 'its endpoint')
    : `${endpoint.url}, where ${endpoint.location} leads`;
}

function skewText(skewMs: number | undefined): string {
  if (skewMs === undefined) return '';
  const minutes = Math.max(1, Math.round(Math.abs(skewMs) / 60_000));
  return `: this clock is ${minutes} minute${minutes === 1 ? '' : 's'} ${skewMs > 0 ? 'behind' : 'ahead of'} AWS's`;
}
