// Runs a program to its end; it ends with us.
import { spawn } from 'node:child_process';

/**
 * @param {string[]} command program and arguments
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, quiet?: boolean, input?: string }} [options]
 *   `quiet` keeps the output (both streams) for the result in place of printing it
 * @returns {Promise<{ code: number, output: string, timedOut: boolean }>} `code` is 1 for a program that was killed
 */
export const run = ([program, ...args], { cwd, env = process.env, timeoutMs, quiet = false, input } = {}) =>
  new Promise((resolve) => {
    const out = quiet ? 'pipe' : 'inherit';
    // A group of its own: a time limit also ends what the program started.
    const child = spawn(program, args, {
      cwd,
      env,
      detached: true,
      stdio: [input === undefined ? 'ignore' : 'pipe', out, out],
    });
    let output = '';
    let timedOut = false;
    const endGroup = (signal) => {
      try {
        process.kill(-child.pid, signal);
      } catch {
        // It has ended.
      }
    };
    const onExit = () => endGroup('SIGKILL');
    process.once('exit', onExit);
    let killer;
    const timer =
      timeoutMs &&
      setTimeout(() => {
        timedOut = true;
        endGroup('SIGTERM');
        killer = setTimeout(() => endGroup('SIGKILL'), 10_000);
      }, timeoutMs);
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.stdin?.end(input);
    const done = (code) => {
      clearTimeout(timer);
      clearTimeout(killer);
      process.off('exit', onExit);
      resolve({ code, output, timedOut });
    };
    child.once('error', (error) => {
      output += error.message;
      done(127);
    });
    child.once('close', (code) => done(code ?? 1));
  });

/** Like `run`, quiet; fails with the last lines of the output when the program did. */
export const mustRun = async (command, options = {}) => {
  const { code, output } = await run(command, { quiet: true, ...options });
  if (code === 0) return output;
  throw new Error(
    `${command.slice(0, 3).join(' ')} failed (${code}): ${output.trim().split('\n').slice(-15).join('\n')}`,
  );
};
