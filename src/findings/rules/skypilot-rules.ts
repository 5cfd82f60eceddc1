import { grantsOf, listActions, permissionsToGrant } from '../../permissions/grants-to-add.ts';
import { statementsFor } from '../../skypilot/statements.ts';
import type { Facts } from '../facts.ts';
import { type Finding, finding } from '../finding.ts';
import { roleFindings } from './role-rules.ts';

/** Findings about what SkyPilot itself does with this setup. */
export function skypilotFindings(facts: Facts): readonly Finding[] {
  return [
    ...roleFindings(facts),
    ...rolePermissions(facts),
    ...credentialsFile(facts),
    ...tooOptimistic(facts),
  ];
}

/**
 * What the role lacks. Where the identity itself is stopped over the same, by another layer of policies, that is
 * told already. Controllers and buckets are not for everyone; a cluster that does not stop itself costs money.
 */
function rolePermissions({ role: { name, uses } }: Facts): readonly Finding[] {
  const lacking = uses.filter(
    ({ status, callerStatus, permissions }) =>
      status === 'disabled' && (callerStatus !== 'disabled' || permissionsToGrant(permissions).length > 0),
  );
  if (lacking.length === 0) return [];
  const permissions = lacking.flatMap((use) => use.permissions);
  const denied = permissions.filter(({ decision }) => decision === 'denied');
  const statements = statementsFor(grantsOf(permissionsToGrant(permissions)));
  const costly = lacking.some(({ id }) => id === 'autostop' || id === 'autodown');
  return [
    finding('skypilot-role-permissions-missing', {
      severity: costly ? 'warning' : 'info',
      detail: `The role ${name} is not allowed to call ${listActions(denied)}. That is needed for ${lacking
        .map(({ id, title }) => `${id} (${title})`)
        .join(', ')}.`,
      fix: statements.map((statement) => JSON.stringify(statement, null, 2)),
    }),
  ];
}

function credentialsFile(facts: Facts): readonly Finding[] {
  const file = facts.skyCheck.missingCredentialsFile;
  if (file === undefined || facts.credentials.kind !== 'loaded') return [];
  return [
    finding('sky-credentials-file-missing', {
      detail: `boto3 has credentials of type ${facts.credentials.provider}, which SkyPilot takes for a shared credentials file. It looks for ${file}, which does not exist, and then calls AWS disabled.`,
      fix: ['aws configure  # writes the keys to ~/.aws/credentials'],
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
