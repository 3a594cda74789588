import { Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { taskWorkersFilterBody } from '@orch/contract';
import {
  Allow,
  WireBody,
  WireJson,
  Workspace,
  type WorkspaceScope,
  column,
  wireArray,
  wireObject,
} from '@orch/platform';
import { TaskDeliveryRepository, type TaskWorkerRow } from './task-delivery.repository.ts';

type FilterBody = (typeof taskWorkersFilterBody)['_output'];

const present = wireObject<TaskWorkerRow>({
  identifier: column.text('client_id'),
  task_keys: column.list('task_keys'),
  timestamp: column.time('seen'),
});

/** Task workers with an open subscription. Upstream: server/api/task_workers.py (3.8.8). */
@Controller('api/task_workers')
export class TaskWorkersController {
  constructor(@Inject(TaskDeliveryRepository) private readonly deliveries: TaskDeliveryRepository) {}

  @Post('filter')
  @HttpCode(200)
  @Allow('runs:read')
  async filter(
    @Workspace() scope: WorkspaceScope,
    @WireBody(taskWorkersFilterBody) body: FilterBody,
  ): Promise<WireJson> {
    const rows = await this.deliveries.workers(scope, body.task_worker_filter?.task_keys ?? []);
    return new WireJson(wireArray(rows, present));
  }
}
