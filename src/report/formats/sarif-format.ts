/** SARIF 2.1.0, for findings in files. Source: OASIS SARIF 2.1.0; GitHub Docs, "SARIF support for code scanning". */
import { jsonText, type PrintableText, withoutLongTexts } from '../../printable.ts';
import { type ReportDocument, reportsOf } from '../document.ts';
import type { Report, ReportFinding } from '../report.ts';
import { webLink } from './finding-words.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

export function sarifFormat(document: ReportDocument): PrintableText {
  return jsonText({
    $schema: SCHEMA,
    version: '2.1.0',
    runs: withoutLongTexts(reportsOf(document)).map(run),
  });
}

function run(report: Report) {
  const { tool, findings, exitCode } = report;
  // The first of a code is the gravest.
  const rules = findings.filter(
    ({ code }, index) => findings.findIndex((other) => other.code === code) === index,
  );
  return {
    tool: { driver: { name: tool.name, version: tool.version, rules: rules.map(rule) } },
    invocations: [{ executionSuccessful: true, exitCode }],
    columnKind: 'utf16CodeUnits',
    results: findings.map((finding) => result(finding, report, rules)),
  };
}

function rule({ code, title, docs, severity }: ReportFinding) {
  const link = webLink(docs);
  return {
    id: code,
    shortDescription: { text: title },
    defaultConfiguration: { level: LEVELS[severity] },
    ...(link === undefined ? {} : { helpUri: link }),
  };
}

const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const;

function result(finding: ReportFinding, report: Report, rules: readonly ReportFinding[]) {
  const { code, severity, title, detail, fix } = finding;
  const steps = fix.map(({ text }) => text);
  return {
    ruleId: code,
    ruleIndex: rules.findIndex((each) => each.code === code),
    level: LEVELS[severity],
    message: { text: [`${title}. ${detail}`, ...steps].join('\n') },
    locations: locationsOf(finding, report),
  };
}

interface Place {
  readonly file: string;
  readonly path?: string | undefined;
  readonly line: number;
}

/** Where it is; what is in no one place is about all the documents, from their first line on. */
function locationsOf({ at, places }: ReportFinding, { policyCheck }: Report) {
  const own: readonly Place[] = places ?? (at === null ? [] : [at]);
  const documents = (policyCheck?.documents ?? []).map(({ file, name, path }) => ({
    file: file ?? name,
    path,
    line: 1,
  }));
  return (own.length > 0 ? own : eachOnce(documents)).map(({ file, path, line }) => ({
    physicalLocation: { artifactLocation: { uri: relativeUri(path ?? file) }, region: { startLine: line } },
  }));
}

function eachOnce(places: readonly Place[]): readonly Place[] {
  return [...new Map(places.map((place) => [place.file, place])).values()];
}

/** Percent-encoded, and relative whatever it is. */
function relativeUri(path: string): string {
  return path
    .replace(/^[/\\]+/, '')
    .split('/')
    .map(encoded)
    .join('/');
}

/** Halves of surrogate pairs cannot be encoded. */
function encoded(segment: string): string {
  return encodeURIComponent(segment.replace(/\p{Cs}/gu, '\ufffd'));
}
