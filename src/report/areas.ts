/**
 * The report area by area: what was asked for, what else `sky check` speaks of, the role and the regions. One short
 * line each; every format for people begins with them.
 */
import { groupBy } from '../group-by.ts';
import { denyingLayer } from './denying-layer.ts';
import { lifetimeText, validForLabel } from './lifetime-words.ts';
import type { Report, ReportCapability, ReportFinding, ReportRequirement } from './report.ts';
import { shortResource } from './short-resource.ts';
import { relativeTime } from './times.ts';

export interface Area {
  readonly label: string;
  readonly state: 'good' | 'bad' | 'warning' | 'unknown' | 'not-checked';
  /** A sentence, or several; empty where the mark says it all. */
  readonly text: string;
  /** What was seen, for what has to be done first. */
  readonly detail?: string;
}

/** As many names as a line takes. */
const MOST_ACTIONS = 3;

/** The capabilities that `sky check` prints. */
export const CORE: readonly string[] = ['compute', 'storage'];

/**
 * The areas in the order in which a person should look at them.
 *
 * @param mostActions - how many actions a capability names; one more is named instead of counted
 */
export function areasOf(report: Report, mostActions = MOST_ACTIONS): readonly Area[] {
  const problems = problemAreas(report);
  const lifetime = lifetimeAreas(report);
  if (report.identity === null && report.policyCheck === undefined) {
    return [...problems, ...offlineAreas(report, problems), ...lifetime, unchecked(report, problems)];
  }
  return [
    ...problems,
    ...capabilityAreas(report, mostActions),
    ...lifetime,
    ...roleAreas(report),
    ...regionAreas(report),
  ];
}

/** What the verdict is about: the words of the areas and of the last line. */
export function isAsked({ asked }: Report, id: string): boolean {
  return asked.includes(id);
}

/** Where all that was asked for works, it is warnings that make a run fail. */
export function decidingSeverity(report: Report): 'error' | 'warning' {
  const hasErrors = report.findings.some(({ severity }) => severity === 'error');
  return isByRule(report) && !hasErrors ? 'warning' : 'error';
}

/** Whether the run fails though all that was asked for works: since somebody asked for that. */
export function isByRule({ verdict, capabilities, asked }: Report): boolean {
  const judged = capabilities.filter(({ id }) => asked.includes(id));
  return verdict === 'not-ready' && judged.length > 0 && judged.every(({ status }) => status === 'enabled');
}

/** Errors that are no matter of one capability, each once; what follows from another is left out. */
function problemAreas(report: Report): readonly Area[] {
  const severity = decidingSeverity(report);
  const roots = report.findings.filter(
    (finding) =>
      finding.severity === severity &&
      finding.cause === null &&
      !isShownByCapability(finding.code) &&
      !(hasRoleArea(report) && finding.topic === 'role'),
  );
  return roots.map((finding, index) => ({
    label: finding.topic ?? 'settings',
    state: severity === 'error' ? 'bad' : 'warning',
    ...(finding.code === 'profile-from-environment'
      ? { text: finding.detail }
      : { text: problemText(finding, report), ...(index === 0 ? { detail: finding.detail } : {}) }),
  }));
}

/** The title, with the time where a login is over. */
function problemText({ code, title }: ReportFinding, { credentials, checkedAt }: Report): string {
  const end = credentials?.expiresAt ?? null;
  return code === 'sso-token-expired' && end !== null && end < checkedAt
    ? `Your SSO login expired ${relativeTime(end, checkedAt)}.`
    : sentence(title);
}

/** Findings that the line of a capability, of the role or of the regions stands for. */
const SHOWN_BY_AREAS: readonly string[] = [
  'permissions-missing',
  'capability-undecided',
  'permissions-blocked',
  'code-requirement-missing',
  'regions-not-usable',
  'credentials-end-too-soon',
  'credentials-end-unknown',
];

function isShownByCapability(code: string): boolean {
  return SHOWN_BY_AREAS.includes(code);
}

function hasRoleArea({ identity, policyCheck }: Report): boolean {
  return identity !== null && policyCheck === undefined;
}

/** Without calls, what files and environment tell. */
function offlineAreas(report: Report, problems: readonly Area[]): readonly Area[] {
  const { credentials, region, findings } = report;
  if (problems.length > 0 || credentials === null) return [];
  const warnings = findings.filter(({ severity, cause }) => severity === 'warning' && cause === null);
  return [
    { label: 'credentials', state: 'unknown', text: offlineCredentials(report) },
    ...(region.value === null
      ? []
      : [
          {
            label: 'region',
            state: 'unknown',
            text: `${region.value}${placeOf(region)}, not tried.`,
          } as const,
        ]),
    ...warnings.map(
      ({ topic = 'settings', title, detail }, index) =>
        ({
          label: topic,
          state: 'warning',
          text: sentence(title),
          ...(index === 0 ? { detail } : {}),
        }) as const,
    ),
  ];
}

function placeOf({ location }: Report['region']): string {
  return location === null ? '' : ` from ${location}`;
}

/** Where they are and how long a login lasts. */
function offlineCredentials({ credentials, checkedAt }: Report): string {
  if (credentials === null) return 'None.';
  const { location, type, accessKeyId, expiresAt } = credentials;
  const where = location ?? type;
  const what = accessKeyId === null ? upperFirst(where) : `Key ${accessKeyId} in ${where}`;
  return `${what}, not tried.${expiresAt === null ? '' : ` ${endText(type, expiresAt, checkedAt)}`}`;
}

function endText(type: string, expiresAt: string, checkedAt: string): string {
  const word = expiresAt > checkedAt ? 'ends' : 'ended';
  return `${type === 'sso' ? 'The login' : 'It'} ${word} ${relativeTime(expiresAt, checkedAt)}.`;
}

function unchecked(report: Report, problems: readonly Area[]): Area {
  const areas = [...new Set([...report.asked, ...CORE]), 'role', 'regions'];
  const missing = problems.length === 0 ? 'a call' : 'an identity';
  const why = report.credentials === null ? 'without credentials' : `without ${missing}`;
  return { label: areas.join(', '), state: 'not-checked', text: `not checked ${why}` };
}

function capabilityAreas(report: Report, mostActions: number): readonly Area[] {
  const shown = report.capabilities.filter(({ id }) => isAsked(report, id) || CORE.includes(id));
  const rank = ({ id }: ReportCapability) => (isAsked(report, id) ? 0 : 1);
  return [...shown]
    .sort((a, b) => rank(a) - rank(b))
    .map((capability) => capabilityArea(capability, report, mostActions));
}

/** The line about a capability, with as many actions by name. */
export function capabilityArea(
  capability: ReportCapability,
  report: Report,
  mostActions = MOST_ACTIONS,
): Area {
  const { id, status, requirements } = capability;
  switch (status) {
    case 'enabled': {
      const count = requirements.filter(({ decision }) => isGranted(decision)).length;
      const lost = requirements.filter(({ decision }) => decision === 'denied');
      const text = `${count} of ${requirements.length} permissions are there.`;
      if (lost.length === 0) return { label: id, state: 'good', text };
      return {
        label: id,
        state: 'good',
        text: `Works, but for ${actionsOf(lost, requirements, mostActions)}.`,
      };
    }
    case 'disabled':
      return {
        label: id,
        state: isAsked(report, id) ? 'bad' : 'warning',
        text: whyDisabled(capability, mostActions),
      };
    case 'unknown':
      return { label: id, state: 'unknown', text: whyUnknown(capability, mostActions) };
  }
}

function isGranted(decision: ReportRequirement['decision']): boolean {
  return decision === 'allowed' || decision === 'likely';
}

/** Who or what denies, and which actions; the layer that a statement cannot change comes first. */
export function whyDisabled(capability: ReportCapability, mostActions = MOST_ACTIONS): string {
  const { requirements, conditions, consequence = null } = capability;
  const unmet = conditions.find(({ decision }) => decision === 'denied');
  if (unmet !== undefined) return sentence(upperFirst(unmet.reason));
  const denied = requirements.filter(({ decision, impact }) => decision === 'denied' && impact === 'fails');
  const byLayer = [...groupBy(denied, ({ layer }) => layer ?? 'unknown')];
  const why = byLayer
    .map(([layer, group]) => {
      const actions = actionsOf(group, requirements, mostActions);
      const is = new Set(group.map(({ action }) => action)).size === 1 ? 'is' : 'are';
      const by = denyingLayer(layer);
      return by === undefined ? `${actions} ${is} missing.` : `${actions} ${is} denied by ${by}.`;
    })
    .join(' ');
  return consequence === null ? why : `${consequence}: ${why}`;
}

/** Longer reasons are for `-v`. */
const LONGEST_REASON = 80;

function whyUnknown({ requirements, conditions }: ReportCapability, mostActions: number): string {
  const unsure = conditions.find(({ decision }) => decision === 'unknown');
  if (unsure !== undefined) return sentence(upperFirst(unsure.reason));
  const unknown = requirements.filter(({ decision }) => decision === 'unknown');
  const failing = unknown.filter(({ impact }) => impact === 'fails');
  const open = failing.length === 0 ? unknown : failing;
  const is = open.length === 1 ? 'permission was' : 'permissions were';
  const [reason, ...others] = new Set(open.map((requirement) => requirement.reason));
  const since =
    reason === undefined || reason.length > LONGEST_REASON || others.length > 0 ? '' : `, since ${reason}`;
  return `${open.length} ${is} not tested${since}: ${actionsOf(open, requirements, mostActions)}.`;
}

/** The actions; one that is granted on other resources with those that it is about. */
function actionsOf(
  about: readonly ReportRequirement[],
  all: readonly ReportRequirement[],
  mostActions: number,
): string {
  const actions = [...groupBy(about, ({ action }) => action)].map(([action, group]) => {
    const isGrantedElsewhere = all.some((other) => other.action === action && isGranted(other.decision));
    const resources = group.map(({ resourcePattern }) => shortResource(resourcePattern));
    return isGrantedElsewhere ? `${action} on ${listed([...new Set(resources)])}` : action;
  });
  const more = actions.length - mostActions;
  if (more <= 1) return listed(actions);
  return `${actions.slice(0, mostActions).join(', ')} and ${more} more`;
}

/** "a", "a and b", "a, b and c". */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

const LIFETIME_STATES = { allowed: 'good', likely: 'good', denied: 'bad', unknown: 'unknown' } as const;

/** Whether what the job hangs on lasts as long as it; nothing without credentials. */
function lifetimeAreas({ validFor, checkedAt }: Report): readonly Area[] {
  if (validFor === undefined) return [];
  return [
    {
      label: validForLabel(validFor),
      state: LIFETIME_STATES[validFor.decision],
      text: lifetimeText(validFor[validFor.decidedBy], checkedAt),
    },
  ];
}

function roleAreas({ role, capabilities, policyCheck, findings }: Report): readonly Area[] {
  const hasRoleError = findings.some(({ severity, topic }) => severity === 'error' && topic === 'role');
  if (policyCheck !== undefined) return [];
  const label = 'role';
  switch (role.state) {
    case 'present':
      return hasRoleError ? roleErrors(findings) : [{ label, state: 'good', text: `${role.name} is ready.` }];
    case 'missing': {
      const creatable = capabilities.find(({ id }) => id === 'auto-role')?.status;
      if (creatable === 'enabled') {
        return [{ label, state: 'good', text: `${role.name} will be made by the first launch.` }];
      }
      const may =
        creatable === 'disabled'
          ? 'this identity may not create it'
          : 'whether it can be created was not tested';
      return [
        {
          label,
          state: creatable === 'disabled' || hasRoleError ? 'bad' : 'unknown',
          text: `${role.name} does not exist, and ${may}.`,
        },
      ];
    }
    case 'profile-without-role':
      return [{ label, state: 'bad', text: `The instance profile ${role.name} holds no role.` }];
    case 'unknown':
      return [{ label, state: 'unknown', text: `${role.name} could not be looked up.` }];
  }
}

/** A role that is there, and that SkyPilot cannot use. */
function roleErrors(findings: readonly ReportFinding[]): readonly Area[] {
  return findings
    .filter(({ severity, topic, cause }) => severity === 'error' && topic === 'role' && cause === null)
    .map(({ title }) => ({ label: 'role', state: 'bad', text: sentence(title) }));
}

function regionAreas({ regions = [], regionsNotChecked = null, policyCheck }: Report): readonly Area[] {
  if (policyCheck !== undefined) return [];
  const label = 'regions';
  if (regions.length === 0) {
    return regionsNotChecked === null
      ? []
      : [{ label, state: 'unknown', text: `Not looked at: ${regionsNotChecked}.` }];
  }
  const usable = regions.filter(({ status }) => status === 'usable').length;
  const others = regions.filter(({ status }) => status !== 'usable');
  const reasons = [...groupBy(others, ({ reason }) => reason ?? 'unknown')].map(([reason, group]) =>
    whyNotUsable(reason, regionNames(group.map(({ region }) => region))),
  );
  const text = `${usable} of ${regions.length} usable${reasons.length === 0 ? '' : `: ${reasons.join('; ')}`}.`;
  const isOpen = others.some(({ status }) => status === 'unknown');
  const state = usable > 0 ? 'warning' : isOpen ? 'unknown' : 'bad';
  return [{ label, state: others.length === 0 ? 'good' : state, text }];
}

/** Words with hyphens are ours; an error code is AWS's answer to who looks. */
function whyNotUsable(reason: string, where: string): string {
  if (/^(Unauthorized|AccessDenied)/.test(reason))
    return `this identity may not look in ${where} (${reason})`;
  if (/^[A-Z]/.test(reason)) return `not known in ${where} (${reason})`;
  return `${reason.replaceAll('-', ' ').replace(/\bvpc/, 'VPC')} in ${where}`;
}

function regionNames(names: readonly string[]): string {
  return names.length > MOST_ACTIONS ? `${names.length} regions` : listed(names);
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
