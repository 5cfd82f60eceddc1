import { closestTo } from '../../closest-word.ts';
import { placeText } from '../../file-line.ts';
import type { Facts } from '../facts.ts';
import { type Finding, finding } from '../finding.ts';
import { type FixStep, replace, setVariable, unset } from '../fix-step.ts';
import {
  forgetVariables,
  originWords,
  profileByFlag,
  profileFromEnvironment,
} from './chosen-profile-rules.ts';
import { fallbackWords, isUsable } from './fallback-words.ts';

/** How many profile names a sentence lists before it only counts them. */
const MAX_NAMES = 10;

/** Findings about which profile is used. */
export function profileFindings(facts: Facts): readonly Finding[] {
  return [
    ...noDefaultProfile(facts),
    ...profileNotFound(facts),
    ...profileFromEnvironment(facts),
    ...profileByFlag(facts),
  ];
}

function noDefaultProfile(facts: Facts): readonly Finding[] {
  const names = [...facts.config.profiles.keys()];
  const nothingFound = facts.credentials.kind === 'none' || choiceIsNothingLocal(facts);
  if (facts.profile.value !== undefined || names.includes('default') || names.length === 0 || !nothingFound) {
    return [];
  }
  const meant = names.find(isMeantAsDefault);
  const [first = 'NAME'] = names;
  return [
    finding('no-default-profile', {
      possibleCauses: meant === undefined ? [] : ['config-profile-word-in-credentials'],
      detail: `AWS_PROFILE is not set, so SkyPilot looks for the profile "default", and there is none. There ${
        names.length === 1 ? 'is one other profile' : `are ${names.length} other profiles`
      }: ${listNames(names)}.`,
      fix:
        meant === undefined
          ? [setVariable('AWS_PROFILE', first), ...renameHint(facts, first)]
          : renameHint(facts, meant),
    }),
  ];
}

/** `[profile default]` in the credentials file, `[Default]`, `[ default ]`, `[defualt]`: written another way. */
function isMeantAsDefault(name: string): boolean {
  const plain = name
    .trim()
    .toLowerCase()
    .replace(/^profile\s+/, '');
  return plain === 'default' || closestTo(plain, ['default'], 2) !== undefined;
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
  const existing =
    names.length === 0 ? 'There are no profiles at all.' : `The profiles that exist: ${listNames(names)}.`;
  const near = closestTo(facts.profileName, names);
  const meant = near === undefined ? '' : ` Did you mean "${near}"?`;
  return [
    finding('profile-not-found', {
      possibleCauses: [
        'env-blank-profile',
        'config-profile-word-missing',
        'config-profile-word-in-credentials',
      ],
      detail: `The profile "${facts.profileName}" (${chooserWords(facts)}) is in neither ${facts.config.config.display} nor ${facts.config.credentials.display}.${meant} ${existing}${withoutIt(facts)}${misplacedHint(facts)}`,
      fix: notFoundFix(facts, near ?? names[0]),
    }),
  ];
}

function variableOf({ profile, profileChoice }: Facts) {
  return profileChoice.variables.find(({ name }) => name === profile.location);
}

function chooserWords(facts: Facts): string {
  const { profile } = facts;
  const variable = variableOf(facts);
  const origin = variable === undefined ? '' : originWords(variable);
  return `from ${profile.location ?? 'a flag'}${origin}`;
}

/** What SkyPilot would use without the variable. */
function withoutIt({ profile, profileChoice: { fallback } }: Facts): string {
  return profile.type === 'env' && isUsable(fallback)
    ? ` Without ${profile.location} SkyPilot uses the profile "default"${fallbackWords(fallback)}.`
    : '';
}

/** Without the variable `default` counts; where it is not there, or another name was meant, that one is to be chosen. */
function notFoundFix(facts: Facts, other: string | undefined): readonly FixStep[] {
  const { profile, profileChoice } = facts;
  const near = closestTo(facts.profileName, [...facts.config.profiles.keys()]);
  const isChosenByVariable = profile.type === 'env';
  if (isChosenByVariable && near === undefined && isUsable(profileChoice.fallback))
    return forgetVariables(facts);
  if (other === undefined) return isChosenByVariable ? forgetVariables(facts) : [];
  const older = profileChoice.variables.some(({ name }) => name === 'AWS_DEFAULT_PROFILE');
  const misspelt = near === undefined ? [] : (variableOf(facts)?.origins ?? []);
  return [
    ...(older ? [unset('AWS_DEFAULT_PROFILE')] : []),
    setVariable('AWS_PROFILE', other),
    ...misspelt.map((at) => replace(at, facts.profileName, other)),
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

function listNames(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMES).join(', ');
  return names.length > MAX_NAMES ? `${shown} and ${names.length - MAX_NAMES} more` : shown;
}
