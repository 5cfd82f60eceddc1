import type { AwsFailure, FailureKind } from '../../aws/aws-result.ts';
import type { Facts } from '../facts.ts';
import { type Finding, finding } from '../finding.ts';
import { command, type FixStep, unset } from '../fix-step.ts';
import type { FindingCode } from '../registry.ts';

/** Findings about asking AWS who we are. */
export function identityFindings(facts: Facts): readonly Finding[] {
  if (facts.identity.kind !== 'failed') return [];
  const { failure } = facts.identity;
  return [
    finding(codeOf(failure.kind), {
      detail: detailOf(failure),
      fix: fixOf(failure, facts),
    }),
  ];
}

function codeOf(kind: FailureKind): FindingCode {
  switch (kind) {
    case 'invalid-access-key':
      return 'access-key-invalid';
    case 'wrong-secret-key':
      return 'secret-key-wrong';
    case 'expired-credentials':
      return 'session-token-expired';
    case 'clock-skew':
      return 'clock-skew';
    case 'network':
    case 'timeout':
    case 'proxy':
    case 'certificate':
      return 'no-network';
    default:
      return 'aws-call-failed';
  }
}

function detailOf(failure: AwsFailure): string {
  const { kind, code, message, host } = failure;
  const said = message === '' || message === code ? code : `${code}: ${message}`;
  const call = `${failure.service === 'sts' ? 'STS' : failure.service} ${failure.operation}`;
  switch (kind) {
    case 'clock-skew':
      return `${call} was refused because of the time${skewText(failure.skewMs)} (${said})`;
    case 'network':
    case 'proxy':
    case 'certificate':
      return `${call} did not reach ${host ?? 'its endpoint'} (${said})`;
    case 'timeout':
      return `${call} got no answer from ${host ?? 'its endpoint'} in time (${said})`;
    default:
      return `${call} was answered with ${said}`;
  }
}

function skewText(skewMs: number | undefined): string {
  if (skewMs === undefined) return '';
  const minutes = Math.max(1, Math.round(Math.abs(skewMs) / 60_000));
  return `: this clock is ${minutes} minute${minutes === 1 ? '' : 's'} ${skewMs > 0 ? 'behind' : 'ahead of'} AWS's`;
}

function fixOf(failure: AwsFailure, facts: Facts): readonly FixStep[] {
  const profile = facts.profileName;
  const provider = facts.credentials.kind === 'loaded' ? facts.credentials.provider : undefined;
  switch (failure.kind) {
    case 'invalid-access-key':
    case 'wrong-secret-key':
      if (provider === 'env')
        return [unset('AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN')];
      return [command('aws', 'configure', '--profile', profile)];
    case 'expired-credentials':
      if (provider === 'sso') return [command('aws', 'sso', 'login', '--profile', profile)];
      if (provider === 'env')
        return [unset('AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN')];
      return [command('aws', 'configure', '--profile', profile)];
    case 'clock-skew':
      return [command('sudo', 'timedatectl', 'set-ntp', 'true')];
    case 'network':
    case 'timeout':
      return failure.host === undefined
        ? []
        : [command('curl', '-sv', `https://${failure.host}/`, '-o', '/dev/null')];
    default:
      return [];
  }
}
