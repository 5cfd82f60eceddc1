import { textValue } from '../../config/aws-config.ts';
import { placeText } from '../../file-line.ts';
import type { Facts } from '../facts.ts';
import { type Finding, finding } from '../finding.ts';
import { type FixStep, replace, setVariable, unset } from '../fix-step.ts';

/** How many profile names a sentence lists before it only counts them. */
const MAX_NAMES = 10;

/** Findings about which profile is used. */
export function profileFindings(facts: Facts): readonly Finding[] {
  return [...noDefaultProfile(facts), ...profileNotFound(facts), ...profileFromEnvironment(facts)];
}

function noDefaultProfile(facts: Facts): readonly Finding[] {
  const names = [...facts.config.profiles.keys()];
  const nothingFound = facts.credentials.kind === 'none' || choiceIsNothingLocal(facts);
  if (facts.profile.value !== undefined || names.includes('default') || names.length === 0 || !nothingFound) {
    return [];
  }
  const [first = 'NAME'] = names;
  return [
    finding('no-default-profile', {
      detail: `AWS_PROFILE is not set, so SkyPilot looks for the profile "default", and there is none. There ${
        names.length === 1 ? 'is one other profile' : `are ${names.length} other profiles`
      }: ${listNames(names)}.`,
      fix: [setVariable('AWS_PROFILE', first), ...renameHint(facts, first)],
    }),
  ];
}

/** Whether nothing but the metadata service of a machine on AWS was left to ask. */
function choiceIsNothingLocal({ trace }: Facts): boolean {
  return trace.choice.kind === 'provider' && trace.choice.provider === 'iam-role';
}

function renameHint(facts: Facts, name: string): readonly FixStep[] {
  const section = facts.config.profiles.get(name)?.sections[0];
  if (section === undefined) return [];
  return [replace(section.source, `[${section.name}]`, '[default]')];
}

function profileNotFound(facts: Facts): readonly Finding[] {
  const { choice } = facts.trace;
  if (choice.kind !== 'error' || choice.error.code !== 'profile-not-found') return [];
  const names = [...facts.config.profiles.keys()];
  const { location, type } = facts.profile;
  const existing =
    names.length === 0 ? 'There are no profiles at all.' : `The profiles that exist: ${listNames(names)}.`;
  const forget = type === 'env' && location !== undefined ? [unset(location)] : [];
  const other = names.includes('default') ? undefined : names[0];
  return [
    finding('profile-not-found', {
      possibleCauses: [
        'env-blank-profile',
        'config-profile-word-missing',
        'config-profile-word-in-credentials',
      ],
      detail: `The profile "${facts.profileName}" (from ${location ?? 'a flag'}) is in neither ${facts.config.config.display} nor ${facts.config.credentials.display}. ${existing}${misplacedHint(facts)}`,
      fix: [...forget, ...(other === undefined ? [] : [setVariable('AWS_PROFILE', other)])],
    }),
  ];
}

/** A section that was meant as this profile and is not seen as one. */
function misplacedHint(facts: Facts): string {
  const inConfig = facts.config.config.sections.find((section) => section.name === facts.profileName);
  if (inConfig !== undefined) {
    return ` In ${placeText(inConfig.source)}, [${inConfig.name}] has to be written [profile ${inConfig.name}].`;
  }
  const inCredentials = facts.config.credentials.sections.find(
    (section) => section.name === `profile ${facts.profileName}`,
  );
  if (inCredentials === undefined) return '';
  return ` In ${placeText(inCredentials.source)}, [${inCredentials.name}] has to be written [${facts.profileName}].`;
}

function profileFromEnvironment(facts: Facts): readonly Finding[] {
  const { type, location, value } = facts.profile;
  if (type !== 'env' || location === undefined || value === undefined || value === 'default') return [];
  if (facts.trace.choice.kind === 'error' && facts.trace.choice.error.code === 'profile-not-found') return [];
  const account = textValue(facts.config.profiles.get(value), 'sso_account_id');
  return [
    finding('profile-from-environment', {
      detail: `${location} chooses the profile "${value}"${account === undefined ? '' : ` (account ${account})`}. Without it SkyPilot would use the profile "default"${
        facts.config.profiles.has('default') ? '' : ', which does not exist'
      }.`,
      fix: [unset(location)],
    }),
  ];
}

function listNames(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMES).join(', ');
  return names.length > MAX_NAMES ? `${shown} and ${names.length - MAX_NAMES} more` : shown;
}
