import { Module } from '@nestjs/common';
import { EventsModule } from '@orch/events';
import { LimitsModule } from '@orch/limits';
import { AdminController } from './admin/admin.controller.ts';
import { ResultStorageRepository } from './admin/result-storage.repository.ts';
import { RootController } from './admin/root.controller.ts';
import { ArtifactReader } from './artifacts/artifact.reader.ts';
import { ArtifactRepository } from './artifacts/artifact.repository.ts';
import { ArtifactsController } from './artifacts/artifacts.controller.ts';
import { CreateArtifact } from './artifacts/create-artifact.ts';
import { DeleteArtifact } from './artifacts/delete-artifact.ts';
import { UpdateArtifact } from './artifacts/update-artifact.ts';
import { BulkFlowRuns } from './flow-runs/bulk-flow-runs.ts';
import { CreateFlowRunFromWire } from './flow-runs/create-flow-run-from-wire.ts';
import { CreateFlowRun } from './flow-runs/create-flow-run.ts';
import { DeleteFlowRuns } from './flow-runs/delete-flow-runs.ts';
import { FlowRunGraphController } from './flow-runs/flow-run-graph.controller.ts';
import { FlowRunGraphReader } from './flow-runs/flow-run-graph.reader.ts';
import { FlowRunLabelsController } from './flow-runs/flow-run-labels.controller.ts';
import { FlowRunQueriesController } from './flow-runs/flow-run-queries.controller.ts';
import { FlowRunReader } from './flow-runs/flow-run.reader.ts';
import { FlowRunsController } from './flow-runs/flow-runs.controller.ts';
import { ResumeFlowRun } from './flow-runs/resume-flow-run.ts';
import { SetFlowRunState } from './flow-runs/set-flow-run-state.ts';
import { UiFlowRunsController } from './flow-runs/ui-flow-runs.controller.ts';
import { UpdateFlowRunLabels } from './flow-runs/update-flow-run-labels.ts';
import { UpdateFlowRun } from './flow-runs/update-flow-run.ts';
import { CreateFlow } from './flows/create-flow.ts';
import { DeleteFlows } from './flows/delete-flows.ts';
import { FlowReader } from './flows/flow.reader.ts';
import { FlowsController } from './flows/flows.controller.ts';
import { UiFlowsController } from './flows/ui-flows.controller.ts';
import { UpdateFlow } from './flows/update-flow.ts';
import { CreateLogs } from './logs/create-logs.ts';
import { LogQueriesController } from './logs/log-queries.controller.ts';
import { LogReader } from './logs/log.reader.ts';
import { LogsController } from './logs/logs.controller.ts';
import { CleanUpCancellations } from './loops/clean-up-cancellations.ts';
import { CrashOpenTasks } from './loops/crash-open-tasks.ts';
import { FailExpiredPauses } from './loops/fail-expired-pauses.ts';
import { MarkLateRuns } from './loops/mark-late-runs.ts';
import { LastRunsReader } from './history/last-runs.reader.ts';
import { RunOutcomeReader } from './history/run-outcome.reader.ts';
import { RunPublisher } from './orchestration/run-publisher.ts';
import { Slots } from './orchestration/slots.ts';
import { Transitions } from './orchestration/transitions.ts';
import { RunInputRepository } from './run-inputs/run-input.repository.ts';
import { RunInputsController } from './run-inputs/run-inputs.controller.ts';
import { SavedSearchRepository } from './saved-searches/saved-search.repository.ts';
import { SavedSearchesController } from './saved-searches/saved-searches.controller.ts';
import { StateReader } from './states/state.reader.ts';
import { FlowRunStatesController, TaskRunStatesController } from './states/states.controller.ts';
import { RunSurroundingsReader } from './surroundings/run-surroundings.ts';
import { FlowRunTallyReader } from './tallies/flow-run-tally.reader.ts';
import { FlowRunTallyRepository } from './tallies/flow-run-tally.repository.ts';
import { FoldTallies } from './tallies/fold-tallies.ts';
import { NameSearchReader } from './tallies/name-search.reader.ts';
import { RareStatesReader } from './tallies/rare-states.reader.ts';
import { CreateTaskRun } from './task-runs/create-task-run.ts';
import { DeleteTaskRun } from './task-runs/delete-task-run.ts';
import { SetTaskRunState } from './task-runs/set-task-run-state.ts';
import { TaskRunQueriesController } from './task-runs/task-run-queries.controller.ts';
import { TaskRunReader } from './task-runs/task-run.reader.ts';
import { TaskRunsController } from './task-runs/task-runs.controller.ts';
import { UiTaskRunsController } from './task-runs/ui-task-runs.controller.ts';
import { UpdateTaskRun } from './task-runs/update-task-run.ts';

const CONTROLLERS = [
  AdminController,
  ArtifactsController,
  FlowRunGraphController,
  FlowRunLabelsController,
  FlowRunQueriesController,
  FlowRunStatesController,
  FlowRunsController,
  FlowsController,
  LogQueriesController,
  LogsController,
  RootController,
  RunInputsController,
  SavedSearchesController,
  TaskRunQueriesController,
  TaskRunStatesController,
  TaskRunsController,
  UiFlowRunsController,
  UiFlowsController,
  UiTaskRunsController,
];

const PROVIDERS = [
  ArtifactReader,
  ArtifactRepository,
  BulkFlowRuns,
  CleanUpCancellations,
  CrashOpenTasks,
  CreateArtifact,
  CreateFlow,
  CreateFlowRun,
  CreateFlowRunFromWire,
  CreateLogs,
  CreateTaskRun,
  DeleteArtifact,
  DeleteFlowRuns,
  DeleteFlows,
  DeleteTaskRun,
  FailExpiredPauses,
  FlowReader,
  FlowRunGraphReader,
  FlowRunReader,
  FlowRunTallyReader,
  FlowRunTallyRepository,
  FoldTallies,
  LogReader,
  MarkLateRuns,
  NameSearchReader,
  RareStatesReader,
  ResultStorageRepository,
  ResumeFlowRun,
  RunInputRepository,
  LastRunsReader,
  RunOutcomeReader,
  RunPublisher,
  RunSurroundingsReader,
  SavedSearchRepository,
  SetFlowRunState,
  SetTaskRunState,
  Slots,
  StateReader,
  TaskRunReader,
  Transitions,
  UpdateArtifact,
  UpdateFlow,
  UpdateFlowRun,
  UpdateFlowRunLabels,
  UpdateTaskRun,
];

/** Flows, flow runs, task runs, their states, logs, artifacts and inputs; the loops that attend to runs. */
@Module({
  imports: [EventsModule, LimitsModule],
  controllers: CONTROLLERS,
  providers: PROVIDERS,
  exports: [
    CleanUpCancellations,
    CrashOpenTasks,
    CreateFlowRun,
    DeleteFlowRuns,
    FailExpiredPauses,
    FlowReader,
    FlowRunReader,
    FoldTallies,
    MarkLateRuns,
    ResumeFlowRun,
    LastRunsReader,
    RunOutcomeReader,
    RunPublisher,
    SetFlowRunState,
    SetTaskRunState,
    TaskRunReader,
  ],
})
export class RunsModule {}
