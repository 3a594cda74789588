import type {
  ArtifactCollectionResponse,
  ArtifactResponse,
  EventPageResponse,
  FlowResponse,
  FlowRunResponse,
  LogResponse,
  OrchestrationResult,
  TaskRunResponse,
  VariableResponse,
} from '@orch/contract';
import type { JsonObject } from './json-object.ts';

type Rows = readonly JsonObject[];

/** Answers of the operations under a workspace's prefix. */
export interface WorkspaceAnswers {
  'POST /flows/': FlowResponse;
  'GET /flows/{id}': FlowResponse;
  'GET /flows/name/{name}': FlowResponse;
  'POST /flows/filter': readonly FlowResponse[];
  'POST /flow_runs/': FlowRunResponse;
  'GET /flow_runs/{id}': FlowRunResponse;
  'POST /flow_runs/filter': readonly FlowRunResponse[];
  'POST /flow_runs/{id}/set_state': OrchestrationResult;
  'POST /flow_runs/{id}/resume': OrchestrationResult;
  'POST /deployments/{id}/create_flow_run': FlowRunResponse;
  'GET /task_runs/{id}': TaskRunResponse;
  'POST /task_runs/': TaskRunResponse;
  'POST /task_runs/filter': readonly TaskRunResponse[];
  'POST /logs/filter': readonly LogResponse[];
  'GET /artifacts/{id}': ArtifactResponse;
  'GET /artifacts/{key}/latest': ArtifactResponse;
  'POST /artifacts/': ArtifactResponse;
  'POST /artifacts/filter': readonly ArtifactResponse[];
  'POST /artifacts/latest/filter': readonly ArtifactCollectionResponse[];
  'GET /variables/name/{name}': VariableResponse;
  'POST /variables/': VariableResponse;
  'POST /variables/filter': readonly VariableResponse[];
  'POST /events/filter': EventPageResponse;
  'POST /deployments/filter': Rows;
  'POST /deployments/get_scheduled_flow_runs': readonly FlowRunResponse[];
  'GET /deployments/{id}/schedules': Rows;
  'POST /deployments/{id}/schedules': Rows;
  'POST /work_pools/filter': Rows;
  'POST /work_pools/{work_pool_name}/queues/filter': Rows;
  'POST /work_pools/{work_pool_name}/workers/filter': Rows;
  'POST /work_queues/filter': Rows;
  'POST /work_queues/{id}/get_runs': readonly FlowRunResponse[];
  'POST /block_types/filter': Rows;
  'POST /block_documents/filter': Rows;
  'POST /block_schemas/filter': Rows;
  'POST /concurrency_limits/filter': Rows;
  'POST /v2/concurrency_limits/filter': Rows;
  'POST /automations/filter': Rows;
}
