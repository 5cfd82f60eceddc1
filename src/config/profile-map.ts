/** Which sections are profiles, SSO sessions and services. */
import type { ConfigSection, Profile } from './aws-config-types.ts';
import { shlexSplit } from './python-shlex.ts';

export interface ProfileMap {
  readonly profiles: ReadonlyMap<string, ConfigSection>;
  readonly ssoSessions: ReadonlyMap<string, ConfigSection>;
  readonly services: ReadonlyMap<string, ConfigSection>;
}

/** The second word of `profile NAME`; undefined unless there are exactly two. */
function secondWord(sectionName: string): string | undefined {
  const split = shlexSplit(sectionName);
  return split.kind === 'words' && split.words.length === 2 ? split.words[1] : undefined;
}

/**
 * Sorts the sections of the config file; a later section of the same name replaces the earlier one.
 *
 * Source: botocore `configloader.build_profile_map`.
 */
export function buildProfileMap(sections: readonly ConfigSection[]): ProfileMap {
  const profiles = new Map<string, ConfigSection>();
  const ssoSessions = new Map<string, ConfigSection>();
  const services = new Map<string, ConfigSection>();
  const put = (map: Map<string, ConfigSection>, section: ConfigSection) => {
    const name = secondWord(section.name);
    if (name !== undefined) map.set(name, section);
  };
  for (const section of sections) {
    if (section.name.startsWith('profile')) put(profiles, section);
    else if (section.name.startsWith('sso-session')) put(ssoSessions, section);
    else if (section.name.startsWith('services')) put(services, section);
    else if (section.name === 'default') profiles.set('default', section);
  }
  return { profiles, ssoSessions, services };
}

/**
 * Adds the credentials file's sections to the config file's profiles, its keys winning.
 *
 * Source: botocore `Session.full_config`.
 */
export function mergeProfiles(
  configProfiles: ReadonlyMap<string, ConfigSection>,
  credentialSections: readonly ConfigSection[],
): ReadonlyMap<string, Profile> {
  const merged = new Map<string, Profile>();
  for (const [name, section] of configProfiles) {
    merged.set(name, { name, entries: section.entries, sections: [section] });
  }
  for (const section of credentialSections) {
    const earlier = merged.get(section.name);
    merged.set(section.name, {
      name: section.name,
      entries: new Map([...(earlier?.entries ?? []), ...section.entries]),
      sections: [...(earlier?.sections ?? []), section],
    });
  }
  return merged;
}
