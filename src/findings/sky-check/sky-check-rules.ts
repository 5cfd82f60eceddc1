import type { Facts } from '../facts.ts';
import { type Finding, finding } from '../finding.ts';
import { notedCommand } from '../fix-step.ts';

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
      detail: `\`sky check aws\` would print ${wrong.map(({ id }) => id).join(' and ')} as enabled, but actions that ${
        wrong.length === 1 ? 'it needs' : 'they need'
      } are denied.`,
    }),
  ];
}
