import { grantsOf, listActions, needsToGrant } from '../../permissions/remedy.ts';
import { statementsFor } from '../../skypilot/statements.ts';
import type { Facts } from '../facts.ts';
import { type Finding, finding } from '../finding.ts';

/** Findings about what SkyPilot itself does with this setup. */
export function skypilotFindings(facts: Facts): readonly Finding[] {
  return [...role(facts), ...rolePermissions(facts), ...credentialsFile(facts), ...tooOptimistic(facts)];
}

function role(facts: Facts): readonly Finding[] {
  const { name, state } = facts.role;
  if (state === 'missing') {
    const canCreate = facts.capabilities.find(({ id }) => id === 'auto-role')?.status === 'enabled';
    return [
      finding('skypilot-role-missing', {
        severity: canCreate ? 'info' : 'warning',
        detail: `There is no instance profile "${name}" in this account. ${
          canCreate
            ? 'SkyPilot creates it, with its role, at the first launch; this identity may do that.'
            : 'This identity is not known to be allowed to create it (capability auto-role), so SkyPilot cannot launch until somebody does.'
        }`,
        fix: canCreate ? [] : createRoleCommands(name, partitionOf(facts)),
      }),
    ];
  }
  if (state !== 'profile-without-role') return [];
  return [
    finding('skypilot-role-empty', {
      detail: `The instance profile "${name}" exists, but no role is in it.`,
      fix: [`aws iam add-role-to-instance-profile --instance-profile-name ${name} --role-name ${name}`],
    }),
  ];
}

/**
 * What the role lacks. Where the identity itself is stopped over the same, by another layer of policies, that is
 * told already. Controllers and buckets are not for everyone; a cluster that does not stop itself costs money.
 */
function rolePermissions({ role: { name, uses } }: Facts): readonly Finding[] {
  const lacking = uses.filter(
    ({ status, callerStatus, needs }) =>
      status === 'disabled' && (callerStatus !== 'disabled' || needsToGrant(needs).length > 0),
  );
  if (lacking.length === 0) return [];
  const needs = lacking.flatMap((use) => use.needs);
  const denied = needs.filter(({ decision }) => decision === 'denied');
  const statements = statementsFor(grantsOf(needsToGrant(needs)));
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

function partitionOf({ identity }: Facts): string {
  return identity.kind === 'known' ? identity.partition : 'aws';
}

/** The steps of the AWS page for making the role by hand. Source: AWS page, "Create the internal IAM role for SkyPilot". */
function createRoleCommands(name: string, partition: string): readonly string[] {
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  };
  return [
    `aws iam create-role --role-name ${name} --assume-role-policy-document '${JSON.stringify(trust)}'`,
    `aws iam attach-role-policy --role-name ${name} --policy-arn arn:${partition}:iam::aws:policy/AmazonEC2FullAccess`,
    `aws iam attach-role-policy --role-name ${name} --policy-arn arn:${partition}:iam::aws:policy/AmazonS3FullAccess`,
    `aws iam create-instance-profile --instance-profile-name ${name}`,
    `aws iam add-role-to-instance-profile --instance-profile-name ${name} --role-name ${name}`,
  ];
}

function credentialsFile(facts: Facts): readonly Finding[] {
  const file = facts.sky.missingCredentialsFile;
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
    ({ id, status }) => facts.sky.enabled.includes(id) && status === 'disabled',
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
