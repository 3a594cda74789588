/** The scripts ask `orch __complete`, so they never go out of date. */
export const COMPLETION_SCRIPTS = {
  bash: `# orch completion for bash: eval "$(orch completion bash)"
_orch() {
  local i part word begun glued=
  local -a words=()
  COMPREPLY=()
  # bash parts words at ":" and "=": here they are one again
  for ((i = 1; i <= COMP_CWORD; i++)); do
    part=\${COMP_WORDS[i]}
    if ((\${#words[@]} > 0)) && [[ -n $glued || $part == [:=] ]]; then words[\${#words[@]} - 1]+=$part; else words+=("$part"); fi
    if [[ $part == [:=] ]]; then glued=1; else glued=; fi
  done
  i=$((\${#words[@]} - 1))
  words[i]=\${words[i]//\\\\/}
  words[i]=\${words[i]#[\\"\\']}
  begun=\${words[i]%"\${words[i]##*[:=]}"}
  while IFS= read -r word; do
    word=\${word#"$begun"}
    case $word in *[[:space:]\\"\\'\\$\\&\\|\\;\\<\\>\\(\\)\\*\\?\\\`\\\\]*) word=$(printf '%q' "$word") ;; esac
    COMPREPLY+=("$word")
  done < <(orch __complete "\${words[@]}" 2>/dev/null)
}
complete -o default -F _orch orch
`,
  zsh: `#compdef orch
# orch completion for zsh: eval "$(orch completion zsh)"
_orch() {
  local -a found
  found=("\${(@f)$(orch __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${found[1]}" ]]; then compadd -- "\${found[@]}"; else _files; fi
}
compdef _orch orch
`,
  fish: `# orch completion for fish: orch completion fish | source
function __orch_complete
  set -l words (commandline -opc) (commandline -ct)
  orch __complete $words[2..-1] 2>/dev/null
end
complete -c orch -f -a '(__orch_complete)'
`,
  pwsh: `# orch completion for PowerShell: orch completion pwsh | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName orch -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  if ($wordToComplete -eq '') { $words += '""' }
  orch __complete @words 2>$null | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`,
} as const;
export type Shell = keyof typeof COMPLETION_SCRIPTS;
