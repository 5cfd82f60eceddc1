import type { FailureKind } from '../../aws/aws-result.ts';
import { failureText } from '../../aws/failure-text.ts';
import { credentialFailure } from '../../credentials/credential-failure.ts';
import { groupBy } from '../../group-by.ts';
import type { Facts } from '../facts.ts';
import { type Finding, finding } from '../finding.ts';
import { edit, unset } from '../fix-step.ts';
import { faultFix } from './fault-fix.ts';

/** Findings about reaching AWS; whether it says who we are is another topic. */
export function connectionFindings(facts: Facts): readonly Finding[] {
  return [...caBundle(facts), ...otherTrust(facts), ...failedCalls(facts)];
}

function caBundle(facts: Facts): readonly Finding[] {
  const { caBundle: bundle } = facts;
  if (bundle.kind !== 'unreadable' && bundle.kind !== 'blank') return [];
  const { variable, at, location, path } = bundle.setting;
  const fix = variable !== undefined ? [unset(variable)] : at !== undefined ? [edit(at)] : [];
  if (bundle.kind === 'unreadable') {
    const detail = `${location} names ${path}, which ${bundle.problem}.`;
    // Over plain http nobody looks at certificates.
    const severity = isInTheWay(facts) ? 'error' : 'warning';
    return [finding('ca-bundle-unreadable', { severity, detail, at, fix })];
  }
  const detail = `${location} is set, but names no file. boto3 before 1.44 then accepts any certificate, and newer versions make no client; which of the two SkyPilot does here is not known.`;
  return [finding('ca-bundle-blank', { detail, at, fix })];
}

function isInTheWay(facts: Facts): boolean {
  const { identity } = facts;
  const ofIdentity = identity.kind === 'failed' && identity.failure.kind === 'ca-bundle';
  return ofIdentity || credentialFailure(facts)?.code === 'ca-bundle-unreadable';
}

function otherTrust({ otherTrust: settings, caBundle: bundle }: Facts): readonly Finding[] {
  if (settings.length === 0 || bundle.kind !== 'none') return [];
  const names = settings.map(({ variable }) => variable).join(' and ');
  const [are, them] = settings.length === 1 ? ['is', 'it'] : ['are', 'them'];
  const detail = `${names} ${are} set, and boto3 does not read ${them}: it trusts the public certificates, and so does skycheck.`;
  return [finding('trust-setting-ignored', { detail })];
}

/** The calls that decided nothing because of a fault; what hangs on them is unknown. */
function failedCalls(facts: Facts): readonly Finding[] {
  const { identity, failedCalls: failures, capabilities } = facts;
  if (identity.kind !== 'known') return [];
  const stops = capabilities.filter(({ status }) => status === 'unknown').map(({ id }) => id);
  return [...groupBy(failures, ({ kind }) => findingOfFault(kind))].map(([code, group]) =>
    finding(code, {
      severity: 'warning',
      stops,
      detail: `${[...new Set(group.map((failure) => failureText(failure).replace(/[.\s]+$/, '')))].join('; ')}. What hangs on it is unknown, which does not mean denied.`,
      possibleCauses: [
        'ca-bundle-unreadable',
        'region-unknown',
        ...(group.every(({ kind }) => kind === 'opt-in-required') ? (['account-not-opted-in'] as const) : []),
      ],
      fix: group[0] === undefined ? [] : faultFix(group[0], facts),
    }),
  );
}

/** The finding about a failure of the way or of the service. */
export function findingOfFault(
  kind: FailureKind,
): 'no-network' | 'aws-call-failed' | 'certificate-untrusted' | 'ca-bundle-unreadable' {
  switch (kind) {
    case 'network':
    case 'timeout':
    case 'proxy':
      return 'no-network';
    case 'certificate':
      return 'certificate-untrusted';
    case 'ca-bundle':
      return 'ca-bundle-unreadable';
    default:
      return 'aws-call-failed';
  }
}
