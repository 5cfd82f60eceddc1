import { type Finding, finding } from '../finding.ts';
import { ask } from '../fix-step.ts';

/** The findings of a rule; where it throws, one that names the rule. An error's message may hold what it was about. */
export function applyRule(name: string, rule: () => readonly Finding[]): readonly Finding[] {
  try {
    return rule();
  } catch (error) {
    const kind = error instanceof Error ? error.name : typeof error;
    return [
      finding('internal-error', {
        detail: `The rule "${name}" stopped with ${kind}. What it would have found is not in this report.`,
        fix: [ask('the maintainers of skycheck', `find out why the rule "${name}" stops with ${kind}.`)],
      }),
    ];
  }
}
