import type { Noun } from '../../command.ts';
import { cancelFlowRun } from './cancel.ts';
import { deleteFlowRun } from './delete.ts';
import { executeFlowRun } from './execute.ts';
import { explainFlowRun } from './explain.ts';
import { inspectFlowRun } from './inspect.ts';
import { flowRunLogs } from './logs.ts';
import { lsFlowRuns } from './ls.ts';
import { resumeFlowRun } from './resume.ts';
import { retryFlowRun } from './retry.ts';
import { watchFlowRun } from './watch.ts';
import { watchable } from '../../watch/watchable.ts';

export const flowRun: Noun = {
  name: 'flow-run',
  commands: [
    watchable(lsFlowRuns),
    inspectFlowRun,
    explainFlowRun,
    flowRunLogs,
    watchFlowRun,
    cancelFlowRun,
    retryFlowRun,
    resumeFlowRun,
    executeFlowRun,
    deleteFlowRun,
  ],
};
