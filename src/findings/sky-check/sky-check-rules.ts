import type { CapabilityState } from '../../conditions/decide-conditions.ts';
import { listActions } from '../../permissions/grants-to-add.ts';
import type { Facts } from '../facts.ts';
import { type Finding, finding } from '../finding.ts';
import { notedCommand } from '../fix-step.ts';
import type { FindingCode } from '../registry.ts';

/** Findings about what `sky check aws` says here. */
export function skyCheckFindings(facts: Facts): readonly Finding[] {
  return [...credentialsFile(facts), ...tooOptimistic(facts)];
}

function credentialsFile(facts: Facts): readonly Finding[] {
  const file = facts.skyCheck.missingCredentialsFile;
  if (file === undefined || facts.credentials.kind !== 'loaded') return [];
  return [
    finding('sky-credentials-file-missing', {
      detail: `boto3 has credentials of type ${facts.credentials.provider}, which SkyPilot takes for a shared credentials file. It looks for ${file}, which does not exist, and then calls AWS disabled.`,
      possibleCauses: [
        'static-keys-in-config-file',
        'env-config-file-variable',
        'env-credentials-file-variable',
      ],
      fix: [notedCommand('writes the keys to ~/.aws/credentials', 'aws', 'configure')],
    }),
  ];
}

function tooOptimistic(facts: Facts): readonly Finding[] {
  const wrong = facts.capabilities.filter(
    ({ id, status }) => facts.skyCheck.enabled.includes(id) && status === 'disabled',
  );
  if (wrong.length === 0) return [];
  return [
    finding('sky-check-too-optimistic', {
      detail: `\`sky check aws\` would print ${wrong.map(({ id }) => id).join(' and ')} as enabled. ${wrong.map(whyDisabled).join(' ')}`,
      possibleCauses: CAUSES,
    }),
  ];
}

const CAUSES: readonly FindingCode[] = [
  'access-key-quarantined',
  'denied-without-mfa',
  'permissions-missing',
  'permissions-blocked',
  'denied-without-reason',
  'account-blocked',
  'account-not-opted-in',
  'account-refused',
  'account-on-free-plan',
  'regions-not-usable',
  'partition-not-offered',
  'skypilot-role-missing',
  'skypilot-role-empty',
];

function whyDisabled({ id, conditions, permissions }: CapabilityState): string {
  const failing = conditions.find(({ decision }) => decision === 'denied');
  if (failing !== undefined) return `But for ${id} ${failing.reason}.`;
  return `But ${id} needs actions that are denied: ${listActions(permissions.filter(({ decision }) => decision === 'denied'))}.`;
}
