import type { Report } from '../report.ts';
import { briefSections } from './brief-text.ts';
import { forTerminal, type TextStyle } from './style.ts';
import { timingSection } from './timing-section.ts';
import { verboseSections, wholeSections } from './verbose-text.ts';

/**
 * The report for people.
 *
 * @param verbosity - 0: who, a line for each thing asked for, the first thing to do, the verdict; 1 (`-v`): what was
 *   seen; 2 (`-vv`): every requirement and the whole trace as well
 * @returns text that ends with a line break
 */
export function renderText(report: Report, verbosity: number, style: TextStyle): string {
  const sections = sectionsOf(verbosity)(report, style);
  const text = [...sections.slice(0, -1), timingSection(report, style), ...sections.slice(-1)]
    .filter((section) => section.length > 0)
    .map((section) => section.join('\n'))
    .join('\n\n');
  return forTerminal(`${text}\n`, style);
}

function sectionsOf(verbosity: number): (report: Report, style: TextStyle) => string[][] {
  if (verbosity === 0) return briefSections;
  return verbosity === 1 ? verboseSections : wholeSections;
}
