import type { Report } from '../report.ts';

/** What a report is about: the profile, or the documents. */
export function subjectOf({ profile, policyCheck }: Report): string {
  if (policyCheck === undefined) return `profile ${profile.value ?? 'default'}`;
  const files = policyCheck.documents.map(({ file, name }) => file ?? name);
  return `policies ${[...new Set(files)].join(', ')}`;
}

/** The account that it is about; undefined where nobody knows. */
export function accountOf({ identity, policyCheck }: Report): string | undefined {
  return identity?.account ?? policyCheck?.account ?? undefined;
}

/** The subject with its account, and the file that a report was read from; each is there once only. */
export function namesOf(reports: readonly Report[]): readonly string[] {
  const names = reports.map((report) => {
    const account = accountOf(report);
    return [
      subjectOf(report),
      ...(account === undefined ? [] : [`(${account})`]),
      ...(report.savedAs === undefined ? [] : [`in ${report.savedAs}`]),
    ].join(' ');
  });
  return eachOnce(names);
}

/** Names that are there already get a number. */
export function eachOnce(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let count = 2; taken.has(free); count += 1) free = `${name} #${count}`;
    taken.add(free);
    return free;
  });
}
