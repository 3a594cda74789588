import { runCli } from './run-cli.ts';
import { processTerminal } from './terminal.ts';

// A reader that has seen enough (`orch flow-run ls | head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  process.stderr.write(`orch: the output cannot be written: ${error.message}\n`);
  process.exit(1);
});
process.stderr.on('error', () => {}); // nobody reads what is said: the data and the exit code still count
process.exitCode = await runCli(process.argv.slice(2), processTerminal());
if (process.argv[2] === '__complete') process.exit(); // answers that come too late keep nobody waiting
