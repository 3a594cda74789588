import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';
import { Failure } from '../../failure.ts';
import { homeOf } from '../../settings/settings.ts';
import { startInBackground } from './start-background.ts';

export const startServer: Command = {
  name: 'start',
  summary: 'Start a control plane on this machine, database included',
  options: [
    ['--port <port>', 'port to listen on'],
    ['--home <folder>', 'where its database lies'],
    ['-b, --background', 'give the terminal back when it is ready; "server stop" ends it'],
  ],
  examples: ['server start', 'server start --background', 'server start --port 4300 --home /var/lib/orch'],
  run: async (context, given) => {
    const { terminal } = context;
    const script = scriptFrom(process.cwd()) ?? scriptFrom(dirname(fileURLToPath(import.meta.url)));
    if (!script)
      throw new Failure(
        'the server is not installed here: this package is the command line alone',
        EXIT.failed,
        'Run this inside a checkout of the server (it starts tools/start.mjs), or start its container image.',
      );
    const port = given.count('port');
    const home = given.text('home');
    const env = {
      ...terminal.env,
      ...(port === undefined ? {} : { ORCH_PORT: String(port) }),
      ...(home === undefined ? {} : { ORCH_HOME: home }),
    };
    if (given.is('background'))
      return startInBackground(context, { script, home: home ?? homeOf(terminal.env), env });
    const child = spawn(process.execPath, [script], { stdio: 'inherit', env });
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
    process.on('SIGINT', () => {}); // the terminal sends it to the server too, which ends in order
    const code = await new Promise<number | null>((resolve, reject) =>
      child.once('error', reject).once('close', resolve),
    );
    if (code !== 0 && !terminal.signal.aborted)
      throw new Failure(`the server ended with ${code ?? 'a signal'}`);
  },
};

/** The repository's start script, from a folder upwards. */
const scriptFrom = (folder: string): string | undefined => {
  for (let at = folder; ; at = dirname(at)) {
    const script = join(at, 'tools', 'start.mjs');
    if (existsSync(script) && existsSync(join(at, 'apps', 'api'))) return script;
    if (dirname(at) === at) return undefined;
  }
};
