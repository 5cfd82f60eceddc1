import { stoppedBy } from '../../conditions/decide-conditions.ts';
import { creationOf } from '../../conditions/role-condition.ts';
import { grantsOf, listActions, permissionsToGrant } from '../../permissions/grants-to-add.ts';
import { statementsFor } from '../../skypilot/statements.ts';
import type { Facts } from '../facts.ts';
import { type Finding, finding } from '../finding.ts';
import { command, type FixStep, statementStep } from '../fix-step.ts';

/** Findings about the role and the instance profile of SkyPilot's instances. */
export function roleFindings(facts: Facts): readonly Finding[] {
  return [...missing(facts), ...empty(facts), ...trust(facts), ...permissions(facts)];
}

function missing(facts: Facts): readonly Finding[] {
  const { name, readiness } = facts.role;
  if (readiness.profile !== 'missing') return [];
  const { customRole } = facts.skypilot.remoteIdentity;
  const able = mayCreate(facts);
  const role = {
    exists: `, though the role "${name}" exists`,
    missing: `, and no role "${name}"`,
    unknown: '',
  }[readiness.role];
  return [
    finding('skypilot-role-missing', {
      severity: able && !customRole ? 'info' : 'warning',
      stops: stoppedBy('role', facts.capabilities),
      detail: `There is no instance profile "${name}" in this account${role}. ${whoCreates(customRole, able, 'launch')}`,
      fix: able && !customRole ? [] : commands(facts),
    }),
  ];
}

function whoCreates(customRole: boolean, able: boolean, what: string): string {
  if (customRole) return 'aws.remote_identity names it, so SkyPilot does not create it, and launches fail.';
  return able
    ? `SkyPilot creates what is missing at the first ${what}; this identity may do that.`
    : 'This identity is not known to be allowed to create what is missing (capability auto-role), so SkyPilot cannot launch until somebody does.';
}

function empty(facts: Facts): readonly Finding[] {
  const { name, readiness } = facts.role;
  if (readiness.profile !== 'exists' || readiness.profileHoldsRole) return [];
  const { customRole } = facts.skypilot.remoteIdentity;
  const able = mayCreate(facts) && !customRole;
  return [
    finding('skypilot-role-empty', {
      severity: able ? 'info' : 'warning',
      stops: stoppedBy('role', facts.capabilities),
      detail: `The instance profile "${name}" exists, but no role is in it${
        readiness.role === 'missing' ? `, and there is no role "${name}"` : ''
      }. ${whoCreates(customRole, able, 'launch')}`,
      fix: commands(facts),
    }),
  ];
}

function trust(facts: Facts): readonly Finding[] {
  const { name, readiness } = facts.role;
  if (readiness.trust !== 'refused') return [];
  const role = readiness.arn?.split('/').at(-1) ?? name;
  return [
    finding('skypilot-role-trust', {
      detail: `The trust policy of the role "${role}" does not let ec2.amazonaws.com assume it.`,
      fix: [
        command(
          ...['aws', 'iam', 'update-assume-role-policy', '--role-name', role],
          ...['--policy-document', JSON.stringify(TRUST)],
        ),
      ],
    }),
  ];
}

/** Whether this identity may make the parts that are missing. */
function mayCreate({ capabilities, role: { readiness } }: Facts): boolean {
  const decision = creationOf(capabilities, readiness);
  return decision === 'allowed' || decision === 'likely';
}

const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

/** The steps of the AWS page for making the role by hand. Source: AWS page, "Create the internal IAM role for SkyPilot". */
function commands({ role: { name, readiness }, identity }: Facts): readonly FixStep[] {
  const partition = identity.kind === 'known' ? identity.partition : 'aws';
  const iam = (...words: readonly string[]) => command('aws', 'iam', ...words);
  const ofProfile = ['--instance-profile-name', name];
  return [
    ...(readiness.role === 'exists' ? [] : roleCommands(name, partition)),
    ...(readiness.profile === 'exists' ? [] : [iam('create-instance-profile', ...ofProfile)]),
    iam('add-role-to-instance-profile', ...ofProfile, '--role-name', name),
  ];
}

function roleCommands(name: string, partition: string): readonly FixStep[] {
  const ofRole = (operation: string, ...words: readonly string[]) =>
    command('aws', 'iam', operation, '--role-name', name, ...words);
  const attach = (policy: string) =>
    ofRole('attach-role-policy', '--policy-arn', `arn:${partition}:iam::aws:policy/${policy}`);
  return [
    ofRole('create-role', '--assume-role-policy-document', JSON.stringify(TRUST)),
    attach('AmazonEC2FullAccess'),
    attach('AmazonS3FullAccess'),
  ];
}

/**
 * What the role lacks. Where the identity itself is stopped over the same, by another layer of policies, that is
 * shown already. Controllers and buckets are not for everyone; a cluster that does not stop itself costs money.
 */
function permissions({ role: { name, uses } }: Facts): readonly Finding[] {
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
      fix: statements.length === 0 ? [] : [statementStep(statements)],
    }),
  ];
}
