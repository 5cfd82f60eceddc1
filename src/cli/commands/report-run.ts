import type { FileRead } from '../../host.ts';
import { type ReportDocument, reportsOf, sideBySide } from '../../report/document.ts';
import { IDENTITY_FORMATS } from '../../report/formats/formats.ts';
import { readSaved } from '../../report/saved-report.ts';
import type { CliContext } from '../context.ts';
import { UsageError } from '../exit.ts';
import type { PrintOptions } from '../print-options.ts';
import { printing } from '../print-report.ts';
import type { ReportRunOptions } from './report-run-options.ts';

/** Runs `skycheck report FILE...`: saved reports as the runs themselves would have printed them. */
export async function runReport(
  files: readonly string[],
  options: ReportRunOptions,
  context: CliContext,
): Promise<number> {
  const saved = await readReports(files, context);
  if (options.diff) {
    const { printDiff } = await import('./report-diff-run.ts');
    return printDiff(
      saved.map(({ document }) => document),
      options,
      context,
    );
  }
  refuseSarif(saved, options);
  return printing(options, context, async () => merged(saved));
}

/** What is not about files of a repository has no place in SARIF. */
function refuseSarif(saved: readonly Saved[], { format, report }: PrintOptions): void {
  if (format !== 'sarif' && report.every((file) => file.format !== 'sarif')) return;
  const other = saved.find(({ document }) =>
    reportsOf(document).some(({ policyCheck }) => policyCheck === undefined),
  );
  if (other === undefined) return;
  throw new UsageError(
    `sarif is for reports of skycheck policy check; ${other.file} is about an identity.`,
    `The formats are ${IDENTITY_FORMATS.join(', ')}.`,
  );
}

interface Saved {
  readonly file: string;
  readonly document: ReportDocument;
}

async function readReports(
  files: readonly string[],
  context: CliContext,
): Promise<readonly [Saved, ...Saved[]]> {
  if (files.filter((file) => file === '-').length > 1) {
    throw new UsageError('Standard input (-) can be read once only.');
  }
  const read = await Promise.all(files.map((file) => readReport(file, context)));
  const [first, ...others] = read;
  if (first === undefined) throw new UsageError('Name the files with the reports; - is standard input.');
  return [first, ...others];
}

async function readReport(file: string, context: CliContext): Promise<Saved> {
  const isStream = file === '-';
  const read = isStream ? await context.readStandardInput() : await context.host.readFile(file);
  const name = isStream ? '<standard input>' : file;
  const answer = readSaved(textOf(read, name));
  if (answer.kind === 'document') return { file: name, document: answer.document };
  throw new UsageError(
    `${name} cannot be rendered: ${answer.reason}.`,
    'skycheck aws --format json --output FILE saves a report.',
  );
}

function textOf(read: FileRead, name: string): string {
  switch (read.kind) {
    case 'file':
      return decoded(read.bytes);
    case 'missing':
      throw new UsageError(`${name} does not exist.`);
    case 'directory':
      throw new UsageError(`${name} is a directory.`);
    case 'too-large':
      throw new UsageError(`${name} is too large (${read.size} bytes).`);
    case 'unreadable':
      throw new UsageError(`${name} cannot be read (${read.code}).`);
  }
}

/** UTF-8, or what the shell of Windows writes where its output is put into a file. A mark of the order of bytes is none of the text. */
function decoded(bytes: Uint8Array): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(bytes);
}

/** One file is what it is; several are put side by side, each report with the file that it comes from. */
function merged(saved: readonly [Saved, ...Saved[]]): ReportDocument {
  const [first, ...others] = saved;
  if (others.length === 0) return first.document;
  const reports = saved.flatMap(({ file, document }) =>
    reportsOf(document).map((report) => ({ ...report, savedAs: report.savedAs ?? file })),
  );
  return { kind: 'several', report: sideBySide(reports) };
}
