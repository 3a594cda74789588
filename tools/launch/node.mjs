// The Node that runs the server: the one installed by npm when the one at hand is older than the server wants.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { onParentGone } from './parent.mjs';

const WANTED = [22, 12];

/** @returns {string | undefined} the Node binary to continue with, when the running one is too old for the server */
export const betterNode = (root) => {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > WANTED[0] || (major === WANTED[0] && minor >= WANTED[1])) return undefined;
  const binary = join(root, 'node_modules', '.bin', 'node');
  return existsSync(binary) ? binary : undefined;
};

/** Runs the same command line with another Node, passes signals on, and ends as it ends. */
export const continueWith = (binary) => {
  const child = spawn(binary, process.argv.slice(1), { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  onParentGone(() => child.kill('SIGTERM'));
  child.once('error', (error) => {
    process.stderr.write(`orch: ${binary} cannot be run: ${error.message}\n`);
    process.exit(1);
  });
  child.once('exit', (code) => process.exit(code ?? 1));
};
