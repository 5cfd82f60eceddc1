/** What GitHub Actions is told beside the report: annotations, numbers to mask, the summary of the step. */
import * as fs from 'node:fs/promises';
import { joined, line, ownText, type PrintableText, workflowCommand } from '../printable.ts';
import type { ReportDocument } from '../report/document.ts';
import { cutMarkdown } from '../report/formats/cut-markdown.ts';
import { FORMATS } from '../report/formats/formats.ts';
import type { CliContext } from './context.ts';
import { errorCode } from './output.ts';
import type { PrintOptions } from './print-options.ts';
import type { OutputStream, Terminal } from './terminal.ts';

/** Source: GitHub Docs, "Variables reference": always `true` there; whoever sets it otherwise means something else. */
export function isGithubActions({ env }: Pick<Terminal, 'env'>): boolean {
  return env.GITHUB_ACTIONS !== undefined && env.GITHUB_ACTIONS !== '' && env.GITHUB_ACTIONS !== 'false';
}

/** The stream whose lines are for people: the runner reads both, and what a program reads stays as it is. */
export function streamOfCommands({ format }: PrintOptions, { stdout, stderr }: Terminal): OutputStream {
  return format === 'text' || format === 'github' ? stdout : stderr;
}

/** The numbers that the runner is to hide from here on. */
export function maskCommands(accounts: readonly string[]): PrintableText {
  return joined(accounts.map((account) => workflowCommand('add-mask', {}, account)));
}

/** The annotations beside a report in another format. */
export async function annotations(document: ReportDocument): Promise<PrintableText> {
  return (await FORMATS.github())(document);
}

/** Source: GitHub Docs, "Workflow commands", step isolation and limits: 1 MiB for each step. */
const MOST_BYTES = 1024 * 1024;

/** Adds the report to the summary of the step, as far as there is room; that it cannot be written costs nothing else. */
export async function addToStepSummary(
  document: ReportDocument,
  { terminal }: Pick<CliContext, 'terminal'>,
): Promise<void> {
  const file = terminal.env.GITHUB_STEP_SUMMARY;
  if (file === undefined || file === '') return;
  const markdown = (await FORMATS.markdown())(document);
  try {
    const taken = await sizeOf(file);
    await fs.appendFile(file, ownText(cutMarkdown(markdown, MOST_BYTES - taken)));
  } catch (error) {
    terminal.stderr.write(
      line`skycheck: GITHUB_STEP_SUMMARY: ${file} cannot be written (${errorCode(error)}).\n`,
    );
  }
}

/** What earlier commands of the step have written. */
async function sizeOf(file: string): Promise<number> {
  try {
    return (await fs.stat(file)).size;
  } catch {
    return 0;
  }
}
