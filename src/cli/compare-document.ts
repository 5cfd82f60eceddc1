/** The comparison as data. */
import { type Comparison, comparisonExit } from '../compare/comparison.ts';
import { explainDifference } from '../compare/reason-words.ts';
import type { KeyView, Setting, ToolHow, ToolView } from '../compare/tool-view.ts';
import { placeText } from '../file-line.ts';
import { reportStep } from '../findings/fix-step.ts';
import type { ConfigureCompareDocument } from '../report/configure-schema.ts';

type Tool = ConfigureCompareDocument['tools'][number];

/** What `configure compare --format json` prints. */
export function compareContent(
  comparison: Comparison,
  now: number,
): Omit<ConfigureCompareDocument, 'schemaVersion'> {
  return {
    exitCode: comparisonExit(comparison),
    verdict: comparison.verdict.kind,
    tools: comparison.views.map(toolOf),
    differences: comparison.differences.map((difference) => {
      const { why, fix } = explainDifference(difference, comparison, now);
      const { row, tools, reason } = difference;
      const { at } = { at: undefined, ...reason };
      return {
        row,
        tools: [...tools],
        reason: reason.kind,
        why,
        at: at === undefined ? null : { file: at.file, line: at.line },
        fix: fix.map(reportStep),
      };
    }),
  };
}

function toolOf(view: ToolView): Tool {
  return {
    id: view.tool,
    ...howOf(view.how),
    profile: settingOf(view.profile),
    credentials: keysOf(view.credentials),
    region: settingOf(view.region),
    endpoint: settingOf(view.endpoint),
    certificates: settingOf(view.certificates),
    proxy: settingOf(view.proxy),
    fips: settingOf(view.fips),
  };
}

function howOf(how: ToolHow): Pick<Tool, 'how' | 'because' | 'program' | 'version'> {
  return {
    how: how.kind,
    because: how.kind === 'rules' ? how.because : null,
    program: how.kind === 'ran' ? how.program : null,
    version: how.kind === 'ran' ? how.version : null,
  };
}

/** What sets a value: a variable, a flag, or a file and line. */
export function locationOf({ variable, flag, at }: Setting): string | undefined {
  return variable ?? flag ?? (at === undefined ? undefined : placeText(at));
}

function settingOf(setting: Setting): Tool['region'] {
  return { value: setting.value ?? null, location: locationOf(setting) ?? null };
}

const NOTHING = { type: null, location: null, accessKeyId: null, call: null, cache: null, error: null };

function keysOf(keys: KeyView): Tool['credentials'] {
  switch (keys.kind) {
    case 'none':
      return { ...NOTHING, state: 'none' };
    case 'failed':
      return { ...NOTHING, state: 'failed', error: { code: keys.code, message: keys.message } };
    case 'not-fetched': {
      const { provider, location } = keys.source;
      return { ...NOTHING, state: 'not-fetched', type: provider, location, call: keys.call };
    }
    case 'keys': {
      const { source, accessKeyId, cache } = keys;
      const { provider, location } = source;
      return { ...NOTHING, state: 'keys', type: provider, location, accessKeyId, cache: cache?.file ?? null };
    }
  }
}
