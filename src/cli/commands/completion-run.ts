import { KNOWN_REGIONS } from '../../aws-facts/regions.ts';
import { listProfiles } from '../../credentials/list-profiles.ts';
import { readResolutionFiles } from '../../credentials/resolve.ts';
import { FINDING_CODES, FINDINGS } from '../../findings/registry.ts';
import { TOPICS } from '../../findings/topics.ts';
import { ownText } from '../../printable.ts';
import { CAPABILITIES } from '../../skypilot/requirements.ts';
import { bashWord, bashWords } from '../completion/bash-words.ts';
import type { CommandShape } from '../completion/command-shape.ts';
import { completionScript, type Shell } from '../completion/scripts.ts';
import { type Suggestion, type Suggestions, suggest } from '../completion/suggest.ts';
import type { ValueList } from '../completion/value-kinds.ts';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit.ts';

export interface CompletionOptions {
  /** For bash: the line up to the cursor. */
  readonly line?: string;
  /** For bash: its COMP_WORDBREAKS. */
  readonly breaks: string;
  /** Whether the words are an unfinished command line. */
  readonly words: boolean;
}

/**
 * Runs `skycheck completion`: prints a shell's script, or answers what that script asks. It reads files, and runs
 * and calls nothing.
 *
 * @param program - the whole command line
 */
export async function runCompletion(
  shell: Shell,
  words: readonly string[],
  { line, breaks, words: asked }: CompletionOptions,
  program: CommandShape,
  context: CliContext,
): Promise<number> {
  const { stdout } = context.terminal;
  const readList = (list: ValueList) => valuesOf(list, program, context);
  if (line !== undefined) {
    const { words: before, open } = bashWords(line, breaks);
    const suggestions = await suggest(program, [...before, open.text], readList);
    stdout.write(ownText(answer(suggestions, ({ word }) => bashWord(word, open))));
  } else if (asked) {
    const suggestions = await suggest(program, words, readList);
    stdout.write(ownText(answer(suggestions, describedWord)));
  } else {
    stdout.write(ownText(completionScript(shell)));
  }
  return EXIT.ok;
}

function answer(suggestions: Suggestions, written: (suggestion: Suggestion) => string): string {
  if (suggestions.kind !== 'words' || suggestions.words.length === 0) {
    return `${suggestions.kind === 'files' ? 'files' : 'nothing'}\n`;
  }
  const kind = suggestions.goesOn ? 'open-word' : 'word';
  return [kind, ...suggestions.words.map(written)].map((row) => `${row}\n`).join('');
}

/** On two lines, the second never empty: a tab would be made printable. */
function describedWord({ word, description }: Suggestion): string {
  return `${word}\n ${description ?? ''}`;
}

async function valuesOf(
  list: ValueList,
  program: CommandShape,
  context: CliContext,
): Promise<readonly Suggestion[]> {
  switch (list) {
    case 'profiles': {
      const files = await readResolutionFiles(context.host);
      return (await listProfiles(files, context.host)).profiles.map(({ name }) => ({ word: name }));
    }
    case 'capabilities':
      return CAPABILITIES.map(({ id, title }) => ({ word: id, description: title }));
    case 'regions':
      return KNOWN_REGIONS.map((word) => ({ word }));
    case 'codes':
      return FINDING_CODES.map((code) => ({ word: code, description: FINDINGS[code].title }));
    case 'pages':
      return [
        ...TOPICS.map(({ name, title }) => ({ word: name, description: title })),
        ...(await valuesOf('capabilities', program, context)),
        ...(await valuesOf('codes', program, context)),
        { word: 'all', description: 'every code' },
        { word: '-', description: 'a denial or a log on standard input' },
      ];
    case 'scenarios': {
      const { shippedScenarios } = await import('../sandbox-session.ts');
      return (await shippedScenarios(context)).map(({ name, description }) => ({ word: name, description }));
    }
    case 'commands':
      return program.commands
        .filter(({ hidden }) => !hidden)
        .map(({ name, description }) => ({ word: name, description }));
  }
}
