import { closestTo } from '../../closest-word.ts';
import { FINDING_CODES, type FindingCode, isFindingCode } from '../../findings/registry.ts';
import { TOPICS } from '../../findings/topics.ts';
import { ownText } from '../../printable.ts';
import { printableReport } from '../../report/printable-report.ts';
import type { ReportFinding } from '../../report/report.ts';
import type { TextStyle } from '../../report/text/style.ts';
import { CAPABILITIES, CAPABILITY_IDS } from '../../skypilot/requirements.ts';
import type { CliContext } from '../context.ts';
import { EXIT, UsageError } from '../exit.ts';
import { capabilityPage, codeLines, findingPage, topicLines } from '../explain-pages.ts';
import { styleFor } from '../terminal.ts';
import { underTimeLimit } from '../time-limit.ts';
import type { ExplainOptions } from './explain-options.ts';

/** Runs `skycheck explain`. */
export async function runExplain(
  what: string | undefined,
  options: ExplainOptions,
  context: CliContext,
): Promise<number> {
  if (what === '-') return (await import('./explain-input-run.ts')).explainInput(options, context);
  const { terminal } = context;
  const style = await styleFor(terminal.stdout, terminal.env, undefined);
  const lines = what === undefined ? topicLines(style) : await pageOf(what, options, context, style);
  terminal.stdout.write(ownText(`${lines.join('\n')}\n`));
  return EXIT.ok;
}

async function pageOf(
  what: string,
  options: ExplainOptions,
  context: CliContext,
  style: TextStyle,
): Promise<string[]> {
  if (what === 'all') return codeLines(TOPICS, style);
  const topics = TOPICS.filter(({ name }) => name === what || name.replace(' ', '-') === what);
  if (topics.length > 0) return codeLines(topics, style);
  const capability = CAPABILITIES.find(({ id }) => id === what);
  if (capability !== undefined) return capabilityPage(capability, style);
  if (isFindingCode(what)) return findingPage(what, await foundHere(what, options, context), style);
  const known = [...FINDING_CODES, ...CAPABILITY_IDS, ...TOPICS.map(({ name }) => name)];
  const near = closestTo(what, known);
  throw new UsageError(
    `There is no finding with the code "${what}", and no such topic or capability.`,
    near === undefined
      ? 'skycheck explain lists the topics, skycheck explain all every code.'
      : `Did you mean ${near}?`,
  );
}

/** The finding as the machine's files alone show it; no call is made. A credential_process is run, as by `skycheck aws --offline`. */
async function foundHere(
  code: FindingCode,
  { profile, timeout }: ExplainOptions,
  context: CliContext,
): Promise<ReportFinding | undefined> {
  const { check } = await import('../../check.ts');
  const timeoutMs = timeout * 1000;
  const report = await underTimeLimit(timeoutMs, context, (signal, host) =>
    check(
      {
        profile,
        region: undefined,
        regions: undefined,
        skyConfigFile: undefined,
        launch: { instanceType: undefined, spot: false },
        required: [],
        offline: true,
        renewSsoToken: false,
        simulate: false,
        realCalls: false,
        quotas: false,
        endpointUrl: undefined,
        timeoutMs,
        signal,
        sandbox: undefined,
        version: context.version,
      },
      host,
      { step: () => undefined },
    ),
  );
  return printableReport(report).findings.find((finding) => finding.code === code);
}
