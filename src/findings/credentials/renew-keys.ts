/** Steps that bring new keys in the place of those that AWS does not take any more. */

import type { KeyMaker } from '../../credentials/key-origin.ts';
import { placeText } from '../../file-line.ts';
import { isoTime } from '../../time.ts';
import type { Facts } from '../facts.ts';
import { ask, command, edit, type FixStep, notedCommand, shellWord, unset } from '../fix-step.ts';
import { enterKeys } from './enter-keys.ts';

type KeyFacts = Pick<Facts, 'keyOrigin' | 'profile' | 'profileName'>;

/** Only variables that are set can be unset. */
function drop(variables: readonly string[]): readonly FixStep[] {
  return variables.length === 0 ? [] : [unset(...variables)];
}

/** Takes keys of the environment away, or says who puts others there: where they are the only ones, both. */
export function dropVariables(facts: KeyFacts): readonly FixStep[] {
  const { variables, isOnlySource, automation } = facts.keyOrigin;
  if (variables.length === 0) return [];
  if (!isOnlySource) return drop(variables);
  if (automation !== undefined)
    return [askPipeline('store a valid key pair in its secrets, whole and without quotes.')];
  return [...drop(variables), ...enterKeys(facts.profileName, facts)];
}

/**
 * What to do about keys that AWS refuses: temporary ones are renewed where they came from, others are replaced.
 * `aws configure` is no way to renew: it asks for no session token, and leaves the dead one behind.
 */
export function replaceKeys(facts: KeyFacts): readonly FixStep[] {
  const { place, profile, isTemporary, maker, tokens } = facts.keyOrigin;
  if (place === undefined) return [];
  if (isTemporary || maker !== undefined) return renewKeys(facts);
  if (place === 'environment') return dropVariables(facts);
  // A session token that stays beside a long-term key makes a bad pair of good keys.
  return tokens.length > 0 ? tokens.map(edit) : enterKeys(profile, facts);
}

/** New temporary keys, from where the old ones came from. */
export function renewKeys(facts: KeyFacts): readonly FixStep[] {
  const { place, profile, maker, automation, variables, isOnlySource, tokens } = facts.keyOrigin;
  if (place === undefined) return [];
  if (maker !== undefined) return place === 'file' ? renewInFile(maker) : renewInShell(maker, variables);
  if (place === 'environment' && !isOnlySource) return drop(variables);
  if (automation === 'github-actions') return [askPipeline(WITH_ACTION)];
  if (automation !== undefined) return [askPipeline('get new temporary keys at the start of this job.')];
  const lines = place === 'file' ? `all three lines of profile "${profile}"` : 'all three variables';
  return [
    ask(
      'whoever or whatever gave you these keys',
      `make new ones, and replace ${lines}: key, secret key and session token belong together.`,
    ),
    ...(place === 'file' ? tokens.slice(0, 1).map(edit) : []),
  ];
}

const WITH_ACTION =
  'run aws-actions/configure-aws-credentials in this job, right before what needs AWS, with a role-duration-seconds that is long enough.';

function askPipeline(what: string): FixStep {
  return ask('whoever maintains this pipeline', what);
}

/** What is missing beside the variables that are set. */
export function completeVariables(facts: KeyFacts, missing: string): readonly FixStep[] {
  const { variables, isOnlySource, automation, maker } = facts.keyOrigin;
  if (maker !== undefined) return renewInShell(maker, variables);
  if (!isOnlySource) return drop(variables);
  if (automation !== undefined) return [askPipeline(`set ${missing} in this job, too.`)];
  return [ask('whoever or whatever gave you the other values', `what ${missing} is, and set it, too.`)];
}

/** The tool writes the profile anew. Source: the documentation of the tools. */
function renewInFile({ tool, target = 'default' }: KeyMaker): readonly FixStep[] {
  switch (tool) {
    case 'saml2aws':
      return [command('saml2aws', 'login', '--profile', target)];
    case 'gimme-aws-creds':
      return [command('gimme-aws-creds')];
    case 'okta-aws-cli':
      return [command('okta-aws-cli', 'web', '--write-aws-credentials', '--profile', target)];
    case 'awsume':
      return [command('awsume', '-a', target.replace(/^autoawsume-/, ''))];
    case 'leapp':
      return [ask('Leapp', `start the session of profile "${target}" again.`)];
    case 'portal':
      return [
        notedCommand(
          'a login that boto3 prefers to the keys that were pasted, and renews',
          ...['aws', 'configure', 'sso', '--profile', target],
        ),
      ];
    default:
      return [];
  }
}

const IN_A_NEW_SHELL = 'in a new shell: this one keeps the old keys';

/** The tool starts a shell, or changes this one. */
function renewInShell({ tool, target }: KeyMaker, variables: readonly string[]): readonly FixStep[] {
  const named = target === undefined ? [] : [target];
  switch (tool) {
    case 'aws-vault':
      return [notedCommand(IN_A_NEW_SHELL, 'aws-vault', 'exec', ...named)];
    case 'aws-okta':
      return [notedCommand(IN_A_NEW_SHELL, 'aws-okta', 'exec', ...named, '--', { shell: '"$SHELL"' })];
    case 'aws-sso-cli':
      return [
        notedCommand(IN_A_NEW_SHELL, 'aws-sso', 'exec', ...(target === undefined ? [] : ['--arn', target])),
      ];
    case 'awsume':
      return [command('awsume', ...named)];
    case 'granted':
      return [command('assume', ...named)];
    case 'saml2aws': {
      const flag = named.flatMap((name) => ['--profile', name]);
      const script = ['saml2aws', 'script', ...flag].map(shellWord).join(' ');
      return [command('saml2aws', 'login', ...flag), command({ shell: `eval "$(${script})"` })];
    }
    default:
      return drop(variables);
  }
}

/** Where the keys came from and what is odd about them, as far as it can be seen: sentences, or nothing. */
export function aboutKeys({ keyOrigin }: Pick<Facts, 'keyOrigin'>): string {
  const { maker, until, place, isTemporary, tokens } = keyOrigin;
  const [token] = tokens;
  const isStray = place === 'file' && !isTemporary && maker === undefined && token !== undefined;
  const lacksToken = place === 'file' && isTemporary && tokens.length === 0;
  return [
    maker === undefined ? '' : ` They come from ${makerName(maker)} (${maker.sign}).`,
    until === undefined ? '' : ` They ended at ${isoTime(until)}.`,
    isStray ? ` A session token (${placeText(token)}) stays beside a long-term key, which has none.` : '',
    lacksToken ? ' The key is that of a session, and its aws_session_token is missing.' : '',
  ].join('');
}

/** The tool, as people call it. */
export function makerName({ tool }: KeyMaker): string {
  return MAKERS[tool];
}

const MAKERS: Readonly<Record<KeyMaker['tool'], string>> = {
  'aws-okta': 'aws-okta',
  'aws-sso-cli': 'aws-sso',
  'aws-vault': 'aws-vault',
  awsume: 'awsume',
  'gimme-aws-creds': 'gimme-aws-creds',
  granted: 'Granted',
  leapp: 'Leapp',
  'okta-aws-cli': 'okta-aws-cli',
  portal: 'the access portal of IAM Identity Center',
  saml2aws: 'saml2aws or a tool like it',
};
