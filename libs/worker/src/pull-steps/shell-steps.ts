import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { Inputs } from './inputs.ts';
import { type CommandResult, redacted, runCommand } from './run-command.ts';
import { shellWords } from './shell-words.ts';
import type { Step } from './step.ts';

const atHome = (path: string): string => path.replace(/^~(?=\/|$)/, homedir());

/** The steps after it run in this folder. Upstream: deployments/steps/pull.py, set_working_directory (3.8.8). */
export const setWorkingDirectory: Step = async (given, context) => {
  const folder = resolve(context.directory, atHome(new Inputs(given).text('directory')));
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new Error(`there is no folder ${folder}`);
  return { output: { directory: folder }, movesTo: folder };
};

const expanded = (text: string, env: Readonly<Record<string, unknown>>): string =>
  text.replace(
    /\$(?:\$|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/g,
    (whole: string, bare?: string, braced?: string) => {
      if (whole === '$$') return '$';
      const value = env[bare ?? braced ?? ''];
      return value === undefined ? whole : String(value);
    },
  );

const envOf = (inputs: Inputs): Record<string, string> =>
  Object.fromEntries(
    Object.entries(inputs.object('env') ?? {}).map(([name, value]) => [name, String(value)]),
  );

/**
 * Runs the lines of a script one after the other; pipes and the like need `shell: true`.
 * Upstream: deployments/steps/utility.py, run_shell_script (3.8.8).
 */
export const runShellScript: Step = async (given, context) => {
  const inputs = new Inputs(given);
  const env = { ...context.env, ...envOf(inputs) };
  const directory = resolve(context.directory, atHome(inputs.optionalText('directory') ?? '.'));
  const isShell = inputs.flag('shell', false) || process.platform === 'win32';
  const streams = inputs.flag('stream_output', true);
  const results: CommandResult[] = [];
  for (const line of inputs.text('script').split(/\r?\n/)) {
    const command = inputs.flag('expand_env_vars', false) ? expanded(line, env) : line;
    const words = isShell ? [command.trim()].filter((text) => text !== '') : shellWords(command);
    if (words.length === 0) continue;
    results.push(await runCommand(words, context, { directory, env, streams, shell: isShell }));
  }
  const joined = (name: 'stdout' | 'stderr'): string =>
    results
      .map((result) => result[name])
      .filter((text) => text !== '')
      .join('\n');
  return { output: { stdout: joined('stdout'), stderr: joined('stderr') } };
};

/** Installs what a requirements file names. Upstream: deployments/steps/utility.py (3.8.8). */
export const pipInstallRequirements: Step = async (given, context) => {
  const inputs = new Inputs(given);
  const python = context.env['ORCH_PYTHON'] ?? 'python3';
  const file = inputs.optionalText('requirements_file') ?? 'requirements.txt';
  const output = await runCommand([python, '-m', 'pip', 'install', '-r', file], context, {
    directory: resolve(context.directory, inputs.optionalText('directory') ?? '.'),
    streams: inputs.flag('stream_output', true),
    missing: `${redacted(python, context.secrets)} is not installed on this machine`,
  });
  return { output: { ...output } };
};
