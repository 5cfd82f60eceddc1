// biome-ignore-all lint/suspicious/noControlCharactersInRegex: they are what it looks for
/** What a terminal or the runner of a CI system would obey; written without a look at how skycheck prevents it. */

/** What the runner of GitHub Actions takes for a command. */
const RUNNER_COMMAND =
  /^::(set-env|set-output|save-state|add-path|add-mask|add-matcher|remove-matcher|warning|error|notice|debug|group|endgroup|echo|internal-set-repo-path|stop-commands)( [^\n]*)?::/i;

/** @returns what is wrong with an output, with its surroundings */
export function harmIn(output: string, kind: 'plain' | 'painted' = 'plain'): readonly string[] {
  const bare = kind === 'painted' ? output.replace(/\u001b\[(0|1|2|22|3\d|9\d)m/g, '') : output;
  return [
    ...[...bare.matchAll(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g)].map(
      around('control character', bare),
    ),
    ...[...bare.matchAll(/[\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g)].map(
      around('format character', bare),
    ),
    ...(/[\ud800-\udfff]/u.test(bare) ? ['half of a surrogate pair'] : []),
    ...bare.split(/[\n\r\u0085\u2028\u2029]/).flatMap((row) => {
      const seen = RUNNER_COMMAND.test(row.trimStart()) ? [`command at the start: ${row.slice(0, 60)}`] : [];
      return /##[a-z]*\[/i.test(row) ? [...seen, `command inside: ${row.slice(0, 200)}`] : seen;
    }),
  ];
}

function around(what: string, text: string): (match: RegExpExecArray) => string {
  return ({ index }) => `${what}: ${JSON.stringify(text.slice(Math.max(0, index - 40), index + 20))}`;
}
