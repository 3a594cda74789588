import { Module } from '@nestjs/common';
import { EventsModule } from '@orch/events';
import { RunsModule } from '@orch/runs';
import { WorkPoolsModule } from '@orch/work-pools';
import { BranchesController } from './branches/branches.controller.ts';
import { CreateDeployment } from './deployments/create-deployment.ts';
import { DeleteDeployments } from './deployments/delete-deployments.ts';
import { DeploymentChanges } from './deployments/deployment-changes.ts';
import { DeploymentParts } from './deployments/deployment-parts.ts';
import { DeploymentQueriesController } from './deployments/deployment-queries.controller.ts';
import { DeploymentReader } from './deployments/deployment.reader.ts';
import { DeploymentsController } from './deployments/deployments.controller.ts';
import { ParameterCheck } from './deployments/parameter-check.ts';
import { QueueCheck } from './deployments/queue-check.ts';
import { SavingTurns } from './deployments/saving-turns.ts';
import { UpdateDeployment } from './deployments/update-deployment.ts';
import { ExplainController } from './explain/explain.controller.ts';
import { ExplainRun } from './explain/explain-run.ts';
import { RunFactsReader } from './explain/run-facts.reader.ts';
import { CreateRunFromDeployment } from './run-creation/create-run-from-deployment.ts';
import { DeploymentRunsController } from './run-creation/deployment-runs.controller.ts';
import { Hydration } from './run-creation/hydration.ts';
import { RunnableDeployments } from './run-creation/runnable-deployments.ts';
import { ScheduleDeployment } from './scheduler/schedule-deployment.ts';
import { ScheduleDeployments } from './scheduler/scheduler-loops.ts';
import { SchedulingController } from './scheduler/scheduling.controller.ts';
import { DeploymentSchedules } from './schedules/deployment-schedules.ts';
import { SchedulesController } from './schedules/schedules.controller.ts';
import { MarkDeploymentsNotReady } from './status/mark-deployments-not-ready.ts';
import { MarkDeploymentsReady } from './status/mark-deployments-ready.ts';
import { DeploymentVersionReader } from './versions/deployment-version.reader.ts';
import { VersionsController } from './versions/versions.controller.ts';
import { CheckFormValues } from './ui-schemas/check-form-values.ts';
import { UiSchemasController } from './ui-schemas/ui-schemas.controller.ts';

const SHARED = [
  CreateDeployment,
  CreateRunFromDeployment,
  DeleteDeployments,
  DeploymentChanges,
  DeploymentReader,
  DeploymentSchedules,
  ExplainRun,
  MarkDeploymentsNotReady,
  MarkDeploymentsReady,
  ScheduleDeployment,
  ScheduleDeployments,
  UpdateDeployment,
];

/** Deployments, their schedules, and runs made from them. */
@Module({
  imports: [EventsModule, RunsModule, WorkPoolsModule],
  controllers: [
    BranchesController,
    DeploymentsController,
    DeploymentQueriesController,
    DeploymentRunsController,
    ExplainController,
    SchedulesController,
    SchedulingController,
    UiSchemasController,
    VersionsController,
  ],
  providers: [
    ...SHARED,
    CheckFormValues,
    DeploymentParts,
    DeploymentVersionReader,
    Hydration,
    ParameterCheck,
    QueueCheck,
    RunFactsReader,
    RunnableDeployments,
    SavingTurns,
  ],
  exports: SHARED,
})
export class DeploymentsModule {}
