/** Findings about denials: by what it is that denies, and with a fix that can help against that. */
import type { AuthorizationReference, Denial } from '../../aws/denial/denial.ts';
import type { DecidedPermission } from '../../permissions/decision.ts';
import { denyingPolicy } from '../../permissions/denial-layer.ts';
import {
  grantsOf,
  listActions,
  permissionsToGrant,
  statementHelps,
} from '../../permissions/grants-to-add.ts';
import {
  denyingConditions,
  isMfaKey,
  type Obstacle,
  obstaclesOf,
  obstacleText,
  whomToAsk,
} from '../../permissions/obstacles.ts';
import type { CapabilityId } from '../../skypilot/requirements.ts';
import { statementsFor } from '../../skypilot/statements.ts';
import { type Finding, finding } from '../finding.ts';
import { ask, command, type FixStep, notedCommand, statementStep } from '../fix-step.ts';
import type { FindingCode } from '../registry.ts';
import type { DeniedIdentity } from './denied-identity.ts';
import { type Labels, labelSteps } from './label-steps.ts';

/** The denials of one capability. */
export interface CapabilityDenials {
  readonly id: CapabilityId;
  /** Those that count for its status. */
  readonly denied: readonly DecidedPermission[];
  /** All of its permissions. */
  readonly permissions: readonly DecidedPermission[];
}

/** Whom the denials are about. */
export interface DenialView {
  /** Who lacks the permission, such as "no policy of this identity". */
  readonly lacking: string;
  /** Undefined where documents are checked, and not an identity. */
  readonly identity: DeniedIdentity | undefined;
  /** The action that a field of the launch is denied over, where one was found. */
  readonly guarded?: string | undefined;
  /** What SkyPilot's configuration has of labels; undefined where documents are checked. */
  readonly labels?: Labels | undefined;
}

/** All findings about the denials of some capabilities. */
export function denialFindings(
  view: DenialView,
  capabilities: readonly CapabilityDenials[],
): readonly Finding[] {
  const isAboutMfa = mfaJudge(view, capabilities);
  const isLocked = !capabilities.some(({ permissions }) => permissions.some(isReallyAllowed));
  return [
    ...quarantined(view, capabilities),
    ...withoutMfa(view, capabilities, isAboutMfa),
    ...capabilities.flatMap((capability) => [
      ...missing(view, capability, isLocked),
      ...withoutReason(view, capability),
      ...blocked(view, capability, isAboutMfa, isLocked),
    ]),
  ];
}

/** The step that has a statement added, by whoever can. */
export function addStatement(
  identity: DeniedIdentity | undefined,
  permissions: readonly DecidedPermission[],
): readonly FixStep[] {
  return [...whoAdds(identity), statementStep(statementsFor(grantsOf(permissions)))];
}

/** The role of a permission set cannot be edited in the account: whoever manages the set is to be asked. */
export function whoAdds(identity: DeniedIdentity | undefined): readonly FixStep[] {
  if (identity?.permissionSet === undefined) return [];
  return [ask(setAdministrators(identity.permissionSet), 'add this statement to the permission set.')];
}

function setAdministrators(permissionSet: string): string {
  return `the administrators of IAM Identity Center, for the permission set "${permissionSet}"`;
}

function missing(
  view: DenialView,
  { id, denied, permissions }: CapabilityDenials,
  isLocked: boolean,
): readonly Finding[] {
  const lacking = denied.filter((decided) => statementHelps(decided) === 'yes');
  if (lacking.length === 0) return [];
  const actions = new Set(lacking.map(({ permission }) => permission.requirement.action));
  const toGrant = permissionsToGrant(permissions).filter(
    (decided) =>
      lacking.includes(decided) ||
      (decided.decision === 'unknown' && actions.has(decided.permission.requirement.action)),
  );
  return [
    finding('permissions-missing', {
      stops: [id],
      possibleCauses: causesOf(view, lacking),
      detail: `${id}: ${view.lacking} allows ${listActions(lacking)}.${unmetText(lacking, isLocked)}${explanationsOf(lacking)}`,
      fix: [
        ...unmetSteps(view, lacking, isLocked),
        ...addStatement(view.identity, toGrant),
        ...lookUps(lacking),
      ],
    }),
  ];
}

/**
 * AWS's answer to a call does not tell an Allow that is missing from one whose condition is not met. It is worth a word
 * where nothing at all is allowed, and for launches, which such conditions are mostly about.
 *
 * @param isLocked - whether no call at all was allowed
 */
function unmetText(lacking: readonly DecidedPermission[], isLocked: boolean): string {
  const isFromAnswers = lacking.every(({ allEvidence }) =>
    allEvidence.every(({ kind, decision }) => decision !== 'denied' || kind === 'dry-run' || kind === 'read'),
  );
  const isLaunch = lacking.some(({ permission }) => permission.requirement.action === 'ec2:RunInstances');
  return isFromAnswers && (isLocked || isLaunch)
    ? ' AWS says the same of a policy that allows it under a condition which is not met here (MFA, an address, a program, a tag, a date).'
    : '';
}

/** A profile that names a device, and a key that may do nothing: the policies most likely want a code. */
function unmetSteps(
  { identity }: DenialView,
  lacking: readonly DecidedPermission[],
  isLocked: boolean,
): readonly FixStep[] {
  const suspects = identity?.hasLongTermKey === true && identity.mfaSerial !== undefined;
  return suspects && isLocked && unmetText(lacking, isLocked) !== '' ? mfaSteps(identity) : [];
}

/** Where all that is denied is what a field of the launch is denied over, that field is the cause. */
function causesOf(
  { guarded }: DenialView,
  permissions: readonly DecidedPermission[],
): readonly FindingCode[] {
  const isGuarded = permissions.every(
    ({ permission }) => permission.requirement.action.toLowerCase() === guarded?.toLowerCase(),
  );
  return isGuarded ? ['launch-guardrail'] : [];
}

function withoutReason(view: DenialView, { id, denied }: CapabilityDenials): readonly Finding[] {
  const unexplained = denied.filter((decided) => statementHelps(decided) === 'if-missing');
  if (unexplained.length === 0) return [];
  return [
    finding('denied-without-reason', {
      stops: [id],
      possibleCauses: causesOf(view, unexplained),
      detail: `${id}: AWS denies ${listActions(unexplained)} and gives no reason. Where no policy of the identity has the statement yet, it is missing; otherwise something else denies.${explanationsOf(unexplained)}`,
      fix: [...addStatement(view.identity, unexplained), ...lookUps(unexplained)],
    }),
  ];
}

/** What else stops a capability, one finding for each obstacle. */
function blocked(
  view: DenialView,
  capability: CapabilityDenials,
  isAboutMfa: (obstacle: Obstacle) => boolean,
  isLocked: boolean,
): readonly Finding[] {
  return obstaclesOf(capability.denied)
    .filter((obstacle) => !isQuarantine(obstacle) && !isAboutMfa(obstacle))
    .map((obstacle) =>
      finding('permissions-blocked', {
        stops: [capability.id],
        possibleCauses: causesOf(view, obstacle.permissions),
        detail: `${capability.id}: ${obstacleText(obstacle)}${likelyText(view, obstacle, isLocked)}${explanationsOf(obstacle.permissions)}`,
        fix: [
          ...sessionSteps(view, obstacle),
          ...callerSteps(view, obstacle, isLocked),
          ...groupSteps(obstacle),
          ...labelled(view, obstacle.permissions),
          ...blockedSteps(view, obstacle),
          ...lookUps(obstacle.permissions),
        ],
      }),
    );
}

/** The setting that satisfies conditions on tags, where the launch has not been found to need it anyway. */
export function labelled(
  { labels, guarded }: DenialView,
  permissions: readonly DecidedPermission[],
): readonly FixStep[] {
  const others = permissions.filter(
    ({ permission }) => permission.requirement.action.toLowerCase() !== guarded?.toLowerCase(),
  );
  return labels === undefined ? [] : labelSteps(others, labels);
}

/**
 * What is asked of those who can change it. A boundary grants nothing by itself: what it leaves out it gets as a
 * statement, what it denies has to go.
 */
function blockedSteps(view: DenialView, obstacle: Obstacle): readonly FixStep[] {
  const isLeftOut = ({ denial, layer }: DecidedPermission) =>
    layer === 'permissions-boundary' && denial?.cause.kind === 'missing-allow';
  const leftOut = obstacle.kind === 'layer' ? obstacle.permissions.filter(isLeftOut) : [];
  if (leftOut.length === 0) return [blockedStep(view, obstacle)];
  const denied = obstacle.permissions.filter((decided) => !leftOut.includes(decided));
  const arn = denyingPolicy(obstacle.denial);
  const boundary = `the permissions boundary${arn === undefined ? '' : ` (${arn})`}`;
  const what =
    denied.length === 0
      ? `add this statement to ${boundary}.`
      : `allow ${listActions(denied)} in ${boundary}, and add this statement to it.`;
  return [ask(askedOf(view.identity, obstacle), what), statementStep(statementsFor(grantsOf(leftOut)))];
}

function blockedStep({ identity }: DenialView, obstacle: Obstacle): FixStep {
  const actions = listActions(obstacle.permissions);
  const whose = identity === undefined ? '' : ` to ${identity.name}`;
  return ask(askedOf(identity, obstacle), `allow ${actions}${whose}.`);
}

/** Who can change what stops it. */
function askedOf(identity: DeniedIdentity | undefined, obstacle: Obstacle): string {
  const isOfIdentity =
    obstacle.kind === 'condition' ||
    (obstacle.kind === 'layer' &&
      (obstacle.layer === 'explicit-deny' || obstacle.layer === 'permissions-boundary'));
  return isOfIdentity && identity?.permissionSet !== undefined
    ? setAdministrators(identity.permissionSet)
    : whomToAsk(obstacle.kind === 'layer' ? obstacle.layer : 'unknown');
}

/** A session of a role that may do nothing: whoever ends its sessions attaches such a statement. */
function isRevoked({ identity }: DenialView, obstacle: Obstacle, isLocked: boolean): boolean {
  // The role of a permission set takes no such statement.
  const isSession =
    identity !== undefined && identity.userName === undefined && identity.permissionSet === undefined;
  const isNamed = denyingConditions(obstacle).some(({ key }) => /^aws:TokenIssueTime$/i.test(key));
  return isNamed || (isSession && isBareDeny(obstacle) && isLocked);
}

/** What such a statement most likely looks at, where AWS does not name it. */
function likelyText(view: DenialView, obstacle: Obstacle, isLocked: boolean): string {
  if (isRevoked(view, obstacle, isLocked))
    return ' Sessions of this role that began before a time were revoked, as it seems (AWSRevokeOlderSessions); one that begins now is not.';
  const { cause } = obstacle.denial;
  const isBare = cause.kind === 'explicit-deny' && cause.statements.length === 0;
  return isBare && isLocked
    ? ' Where nothing at all is allowed, such a statement most often looks at the address or the network that calls come from.'
    : '';
}

const FROM_NETWORK = /^aws:(SourceIp|VpcSourceIp|SourceVpc|SourceVpce|SourceVpcArn|SourceVpceAccount)$/i;

/** What the caller can change where a statement looks at who calls, from where and when. */
function callerSteps(view: DenialView, obstacle: Obstacle, isLocked: boolean): readonly FixStep[] {
  const { identity } = view;
  const conditions = denyingConditions(obstacle);
  const named = (pattern: RegExp) => conditions.filter(({ key }) => pattern.test(key));
  const isStale = isRevoked(view, obstacle, isLocked);
  const tags = named(/^aws:PrincipalTag\//i);
  return [
    ...(isStale ? (identity?.renewal ?? []) : []),
    ...(named(FROM_NETWORK).length > 0
      ? [
          ask(
            'whoever runs the network',
            'from where AWS may be called (a VPN, an office, a VPC), and launch from there.',
          ),
        ]
      : []),
    ...tags.map(({ key, values }) => {
      const tag = key.slice('aws:PrincipalTag/'.length);
      const wanted = values.filter((value) => !/^(true|false)$/.test(value));
      const what = `give ${identity?.permissionSet === undefined ? (identity?.name ?? 'the identity') : 'its users'} the tag ${tag}${wanted.length === 0 ? '' : ` (${wanted.join(', ')})`}.`;
      return ask(
        identity?.permissionSet === undefined
          ? whomToAsk('no-allow')
          : setAdministrators(identity.permissionSet),
        what,
      );
    }),
  ];
}

/** A security group that is there already, with its rules, SkyPilot neither makes nor opens. */
function groupSteps({ permissions }: Obstacle): readonly FixStep[] {
  const isGroup = permissions.every(({ permission: { requirement, resourceKind } }) =>
    requirement.action === 'ec2:CreateTags'
      ? resourceKind === 'security-group'
      : /^ec2:(CreateSecurityGroup|AuthorizeSecurityGroupIngress)$/.test(requirement.action),
  );
  if (!isGroup) return [];
  return [
    ask(
      'whoever manages the VPC',
      'for a security group there that lets SSH in and its own members, and name it in aws.security_group_name: SkyPilot then makes none.',
    ),
  ];
}

/** Where it may hang on multi-factor authentication, a session with it may be all that lacks. */
function sessionSteps({ identity }: DenialView, obstacle: Obstacle): readonly FixStep[] {
  return obstacle.kind === 'condition' && obstacle.keys.some(isMfaKey) ? mfaSteps(identity) : [];
}

function isQuarantine(obstacle: Obstacle): obstacle is Extract<Obstacle, { kind: 'quarantine' }> {
  return obstacle.kind === 'quarantine';
}

/** AWS found the key in public: that is the finding, whatever it stops. */
function quarantined(
  { identity }: DenialView,
  capabilities: readonly CapabilityDenials[],
): readonly Finding[] {
  const [first, ...others] = capabilities
    .flatMap(({ permissions }) => obstaclesOf(permissions))
    .filter(isQuarantine);
  if (first === undefined) return [];
  const stopped = [first, ...others].flatMap(({ permissions }) => permissions);
  const arn = first.policy.startsWith('arn:')
    ? first.policy
    : `arn:${identity?.partition ?? 'aws'}:iam::aws:policy/${first.policy}`;
  return [
    finding('access-key-quarantined', {
      detail: `AWS attached ${arn} to this user, which it does where it finds an access key in public. It denies ${listActions(stopped)}, and more. Others may have used the key: look through CloudTrail for what was done with it.`,
      fix: quarantineSteps(identity?.userName, arn),
    }),
  ];
}

function quarantineSteps(userName: string | undefined, policyArn: string): readonly FixStep[] {
  // The policy denies these calls to the user itself.
  const user = ['--profile', 'ADMIN', '--user-name', userName ?? { shell: 'USER' }];
  return [
    ask('an administrator of the account', 'replace the access key, and only then take the policy away:'),
    command('aws', 'iam', 'create-access-key', ...user),
    notedCommand('the old key', 'aws', 'iam', 'delete-access-key', ...user, '--access-key-id', {
      shell: 'OLD_KEY_ID',
    }),
    command('aws', 'iam', 'detach-user-policy', ...user, '--policy-arn', policyArn),
  ];
}

/** One finding for all that is denied for want of multi-factor authentication. */
function withoutMfa(
  view: DenialView,
  capabilities: readonly CapabilityDenials[],
  isAboutMfa: (obstacle: Obstacle) => boolean,
): readonly Finding[] {
  const found = capabilities.flatMap((capability) =>
    obstaclesOf(capability.denied)
      .filter(isAboutMfa)
      .map((obstacle) => ({ capability, obstacle })),
  );
  const [first] = found;
  if (first === undefined) return [];
  const obstacles = found.map(({ obstacle }) => obstacle);
  const known = obstacles.find(({ kind }) => kind === 'mfa');
  const permissions = obstacles.flatMap((obstacle) => obstacle.permissions);
  const detail =
    known === undefined
      ? `A Deny statement stops ${listActions(permissions)}, and its conditions are not known. Where a long-term key may do next to nothing, it is most often a statement that demands multi-factor authentication, else one about the address that calls come from.`
      : obstacleText({ ...known, permissions });
  return [
    finding('denied-without-mfa', {
      stops: found.map(({ capability }) => capability.id),
      detail: `${[...new Set(found.map(({ capability }) => capability.id))].join(', ')}: ${detail}`,
      fix: mfaSteps(view.identity),
    }),
  ];
}

/**
 * Whether multi-factor authentication is what lacks: where a condition on it is known, or where a long-term key is
 * stopped by a Deny of which nothing is known, and the profile names a device, nothing at all is allowed, or something
 * else is stopped by such a condition. The usual statement that demands MFA denies the simulator and the decoding of
 * messages, too.
 */
function mfaJudge(
  { identity }: DenialView,
  capabilities: readonly CapabilityDenials[],
): (obstacle: Obstacle) => boolean {
  const all = capabilities.flatMap(({ permissions }) => permissions);
  const suspects =
    identity?.hasLongTermKey === true &&
    (identity.mfaSerial !== undefined || !all.some(isReallyAllowed) || all.some(demandsMfa));
  return (obstacle) => obstacle.kind === 'mfa' || (suspects && isBareDeny(obstacle));
}

function isBareDeny(obstacle: Obstacle): boolean {
  const { cause } = obstacle.denial;
  return (
    obstacle.kind === 'layer' &&
    obstacle.layer === 'explicit-deny' &&
    cause.kind === 'explicit-deny' &&
    cause.statements.length === 0 &&
    cause.policy === undefined
  );
}

/** A Deny on MFA is shown for something else. */
function demandsMfa(decided: DecidedPermission): boolean {
  return obstaclesOf([decided]).some(({ kind }) => kind === 'mfa');
}

function isReallyAllowed({ allEvidence }: DecidedPermission): boolean {
  return allEvidence.some(
    ({ kind, decision }) => (kind === 'dry-run' || kind === 'read') && decision === 'allowed',
  );
}

function mfaSteps(identity: DeniedIdentity | undefined): readonly FixStep[] {
  if (identity === undefined) return [];
  const { userName, profile, mfaSerial, permissionSet, hasLongTermKey } = identity;
  if (permissionSet !== undefined)
    return [ask(setAdministrators(permissionSet), 'exempt its sessions from the condition on MFA.')];
  const withProfile = profile === 'default' ? [] : ['--profile', profile];
  if (userName === undefined)
    return [
      command(
        'aws',
        'configure',
        'set',
        'mfa_serial',
        mfaSerial ?? { shell: 'ARN_OF_THE_DEVICE' },
        ...withProfile,
      ),
    ];
  // A session cannot start another one. Source: STS API reference, GetSessionToken.
  const withKey = hasLongTermKey ? withProfile : ['--profile', { shell: 'PROFILE_OF_THE_LONG_TERM_KEY' }];
  const session = notedCommand(
    'save the three values as a profile of their own, and choose it by AWS_PROFILE',
    ...['aws', 'sts', 'get-session-token', '--serial-number', mfaSerial ?? { shell: 'ARN_OF_THE_DEVICE' }],
    ...['--token-code', { shell: 'CODE' }],
    ...withKey,
  );
  if (mfaSerial !== undefined) return [session];
  return [command('aws', 'iam', 'list-mfa-devices', '--user-name', userName, ...withKey), session];
}

const MOST_REFERENCES = 3;

function referencesOf(permissions: readonly DecidedPermission[]): readonly AuthorizationReference[] {
  const denials = permissions.flatMap(({ denial }): readonly Denial[] =>
    denial === undefined ? [] : [denial],
  );
  const byId = new Map(
    denials.flatMap(({ authorization }) =>
      authorization === undefined ? [] : [[authorization.id, authorization]],
    ),
  );
  return [...byId.values()].slice(0, MOST_REFERENCES);
}

/** Where AWS explains the denials. */
function explanationsOf(permissions: readonly DecidedPermission[]): string {
  const links = referencesOf(permissions).map(({ link }) => link);
  return links.length === 0 ? '' : ` AWS explains it: ${links.join(' , ')}`;
}

/** Commands that tell of all layers, policies and statements, for whoever may ask. Source: IAM Access Troubleshooter. */
function lookUps(permissions: readonly DecidedPermission[]): readonly FixStep[] {
  return referencesOf(permissions).map(({ id, region }) =>
    notedCommand(
      'tells every policy that took part; needs iam:GetRequestAuthorizationDetails',
      ...['aws', 'iam-toolbox', 'get-request-authorization-details', '--region', region],
      ...['--authorization-id', id],
    ),
  );
}
