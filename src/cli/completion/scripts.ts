/** The scripts that make the shells ask skycheck. All they know is how to ask; what may come next only skycheck knows. */

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/**
 * What a shell runs once, as in `source <(skycheck completion bash)`.
 *
 * `command skycheck` is the program on PATH: what is typed may be a path to somebody else's program of that name.
 * The answer's first line is `files`, `word`, `open-word` (no space follows) or `nothing`; then a suggestion a line, which has
 * for zsh and fish a line with its description behind it.
 */
export function completionScript(shell: Shell): string {
  return { bash: BASH, zsh: ZSH, fish: FISH }[shell];
}

// Works in bash 3.2, which macOS has: no mapfile, and compopt only where there is one.
const BASH = `# bash completion of skycheck: source <(skycheck completion bash)
_skycheck() {
  local answer kind word
  COMPREPLY=()
  answer=$(command skycheck completion bash --line "\${COMP_LINE:0:COMP_POINT}" --breaks "$COMP_WORDBREAKS" 2>/dev/null) || return 0
  kind=\${answer%%$'\\n'*}
  case $kind in
    files)
      if type compopt >/dev/null 2>&1; then
        compopt -o default -o bashdefault
      else
        while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}")
      fi
      ;;
    word | open-word)
      if [ "$kind" = open-word ] && type compopt >/dev/null 2>&1; then compopt -o nospace; fi
      while IFS= read -r word; do COMPREPLY+=("$word"); done <<< "\${answer#*$'\\n'}"
      ;;
  esac
}
complete -F _skycheck skycheck
`;

const ZSH = `#compdef skycheck
# zsh completion of skycheck: source <(skycheck completion zsh), or a file _skycheck in a folder of $fpath
_skycheck() {
  local -a answer words_only described
  local -i row
  answer=("\${(@f)$(command skycheck completion zsh --words -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)}")
  case \${answer[1]} in
    files)
      compset -P '*='
      _files
      ;;
    word | open-word)
      for ((row = 2; row < \${#answer}; row += 2)); do
        words_only+=("\${answer[row]}")
        described+=("\${answer[row]} \${answer[row + 1]}")
      done
      if [[ \${answer[1]} == open-word ]]; then
        compadd -l -S '' -d described -a -- words_only
      else
        compadd -l -d described -a -- words_only
      fi
      ;;
  esac
}
if [ "\${funcstack[1]}" = _skycheck ]; then
  _skycheck "$@"
else
  (( \${+functions[compdef]} )) || { autoload -Uz compinit && compinit; }
  compdef _skycheck skycheck
fi
`;

const FISH = `# fish completion of skycheck: skycheck completion fish | source
function __skycheck_complete
    set -l typed (commandline -opc)
    set -l current (commandline -ct)
    set -l plain (string unescape -- $current; or echo -- $current)
    set -l answer (command skycheck completion fish --words -- $typed[2..-1] "$plain" 2>/dev/null)
    switch "$answer[1]"
        case files
            set -l before (string match -r -- '^(?:--[^=]*=)?(?:[a-z]+=)?' "$current")
            set -l name (string replace -r -- '^(--[^=]*=)?([a-z]+=)?' '' "$current")
            for file in (__fish_complete_path "$name")
                echo -- "$before$file"
            end
        case word open-word
            printf '%s\\t%s\\n' (string trim -l -- $answer[2..-1])
    end
end
complete -c skycheck -f -a '(__skycheck_complete)'
`;
