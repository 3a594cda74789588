/** The scripts ask `orch __complete`, so they never go out of date. */
export const COMPLETION_SCRIPTS = {
  bash: `# orch completion for bash: eval "$(orch completion bash)"
_orch() {
  local IFS=$'\\n'
  COMPREPLY=($(orch __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
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
