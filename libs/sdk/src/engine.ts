import { asError } from './errors.ts';
import { runFlowFromEnvironment } from './launch/run-from-environment.ts';
import { leaveIfTold } from './flow/termination.ts';

// The process that a worker starts for one flow run. Exit code 0: the run has told how it ended, whatever that was;
// 1: it could not be run.
try {
  await runFlowFromEnvironment();
  leaveIfTold();
  process.exit(0);
} catch (error) {
  process.stderr.write(`orch: ${asError(error).stack ?? error}\n`);
  process.exit(1);
}
