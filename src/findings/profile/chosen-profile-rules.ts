/** Findings about what chooses the profile: a variable that may be forgotten, or a flag that SkyPilot does not have. */
import { textValue } from '../../config/aws-config.ts';
import type { ProfileVariable } from '../../credentials/profile-choice.ts';
import { placeText } from '../../file-line.ts';
import type { Facts } from '../facts.ts';
import { type Finding, finding } from '../finding.ts';
import { edit, type FixStep, removal, setVariable, unset } from '../fix-step.ts';
import { accountWords, fallbackWords, isUsable } from './fallback-words.ts';

/**
 * The profile that a variable chooses, the account, the lines that set the variable, and the profile without it.
 *
 * It is a warning where that is the likeliest mistake: something is denied or missing, and `default` is there, with
 * other credentials.
 */
export function profileFromEnvironment(facts: Facts): readonly Finding[] {
  const variable = variableInCharge(facts);
  if (variable === undefined) return [];
  return [
    finding('profile-from-environment', {
      severity: isLikelyMistake(facts) ? 'warning' : 'info',
      detail: `${variable.name}${originWords(variable)} chooses "${variable.value}"${accountWords(facts)}. Without it: "default"${fallbackWords(facts.profileChoice.fallback)}.`,
      fix: isUsable(facts.profileChoice.fallback) ? forgetVariables(facts) : [],
    }),
  ];
}

/** Undefined where a profile is chosen otherwise, does not exist, or has no say since keys in the environment count. */
function variableInCharge({ profile, profileChoice, trace }: Facts): ProfileVariable | undefined {
  const { choice } = trace;
  if (profile.type !== 'env' || profile.value === 'default') return undefined;
  if (choice.kind === 'error' && choice.error.code === 'profile-not-found') return undefined;
  if (choice.kind === 'provider' && choice.provider === 'env') return undefined;
  return profileChoice.variables.find(({ name }) => name === profile.location);
}

/** ` (set in ~/.bashrc:3)`, where files tell. */
export function originWords({ origins }: Pick<ProfileVariable, 'origins'>): string {
  return origins.length === 0
    ? ''
    : ` (set in ${origins.slice(0, MOST_PLACES).map(placeText).join(' and ')})`;
}

/** As many as a sentence takes. */
const MOST_PLACES = 2;

/** For this shell, and for those to come. */
export function forgetVariables({
  profileChoice: { variables },
}: Pick<Facts, 'profileChoice'>): readonly FixStep[] {
  if (variables.length === 0) return [];
  return [
    unset(...variables.map(({ name }) => name)),
    ...variables.flatMap(({ name, origins }) => origins.slice(0, MOST_PLACES).map((at) => removal(at, name))),
  ];
}

function isLikelyMistake(facts: Facts): boolean {
  const { profileChoice, identity, credentials, capabilities, asked } = facts;
  if (!isUsable(profileChoice.fallback) || hasKeyOfFallback(facts)) return false;
  if (credentials.kind === 'none') return credentials.fault === undefined;
  if (identity.kind === 'failed') return identity.failure.kind === 'invalid-access-key';
  return (
    identity.kind === 'known' &&
    capabilities.some(({ id, status }) => asked.includes(id) && status === 'disabled')
  );
}

function hasKeyOfFallback({ credentials, config }: Facts): boolean {
  return (
    credentials.kind === 'loaded' &&
    textValue(config.profiles.get('default'), 'aws_access_key_id') === credentials.credentials.accessKeyId
  );
}

/** Only skycheck has `--profile`: SkyPilot goes by its configuration, else by the environment. */
export function profileByFlag(facts: Facts): readonly Finding[] {
  const { profile, profileChosenBy, profileChoice, skypilot } = facts;
  if (profileChosenBy !== 'flag' || profile.value === undefined) return [];
  const workspace = skypilot.skyConfig.config.workspace.profile;
  if (workspace !== undefined) {
    if (workspace.value === profile.value) return [];
    const by = placeText(workspace.at);
    return [byFlag(`by ${by} it uses the profile "${workspace.value}"`, [edit(workspace.at)])];
  }
  const [variable] = profileChoice.variables;
  const { keys } = profileChoice;
  const name = variable?.value || 'default';
  if (keys.length === 0 && name === profile.value) return [];
  const uses =
    keys.length > 0
      ? 'it uses the keys in the environment'
      : variable === undefined
        ? 'AWS_PROFILE is not set, so it uses the profile "default"'
        : `by ${variable.name}${originWords(variable)} it uses the profile "${name}"`;
  const others = [...keys, ...(variable?.name === 'AWS_DEFAULT_PROFILE' ? [variable.name] : [])];
  return [
    byFlag(uses, [
      ...(others.length === 0 ? [] : [unset(...others)]),
      setVariable('AWS_PROFILE', profile.value),
    ]),
  ];
}

function byFlag(uses: string, fix: readonly FixStep[]): Finding {
  return finding('profile-by-flag', { detail: `SkyPilot has no --profile: ${uses}.`, fix });
}
