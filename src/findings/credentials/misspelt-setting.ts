/** A setting that names a profile, a session or a source that is not there: which one was probably meant. */
import { closestTo } from '../../closest-word.ts';
import type { ConfigEntry } from '../../config/aws-config-types.ts';
import type { FileLine } from '../../file-line.ts';
import type { Facts } from '../facts.ts';
import { type FixStep, replace } from '../fix-step.ts';

const CREDENTIAL_SOURCES = ['Environment', 'EcsContainer', 'Ec2InstanceMetadata'];

/** The change of the line that is at fault, or of the header that was meant; undefined where nothing is near. */
export function misspeltSetting(at: FileLine, { config }: Pick<Facts, 'config'>): FixStep | undefined {
  const entries = [...config.profiles.values()].map((profile) => profile.entries);
  const isAt = (entry: ConfigEntry | undefined): entry is ConfigEntry & { readonly value: string } =>
    entry?.source.file === at.file && entry.source.line === at.line && typeof entry.value === 'string';
  const textOf = (key: string) => entries.map((each) => each.get(key)).find(isAt)?.value;
  const session = textOf('sso_session');
  const header = config.config.sections.find(({ name }) => name === session);
  if (header !== undefined && session !== undefined && !config.ssoSessions.has(session))
    return replace(header.source, `[${session}]`, `[sso-session ${session}]`);
  const known = [
    ['sso_session', [...config.ssoSessions.keys()]],
    ['source_profile', [...config.profiles.keys()]],
    ['credential_source', CREDENTIAL_SOURCES],
  ] as const;
  for (const [key, names] of known) {
    const value = textOf(key);
    const meant = value === undefined || names.includes(value) ? undefined : nearest(value, names);
    if (value !== undefined && meant !== undefined) return replace(at, value, meant);
  }
  return undefined;
}

/** The case of letters is the likeliest slip. */
function nearest(value: string, names: readonly string[]): string | undefined {
  return names.find((name) => name.toLowerCase() === value.trim().toLowerCase()) ?? closestTo(value, names);
}
