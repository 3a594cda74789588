import { Injectable } from '@nestjs/common';
import { OrchError } from '@orch/kernel';
import { Database, type WorkspaceScope, prepared } from '@orch/platform';

const KEY = 'server-default-result-storage';
const READ = prepared(
  'runs.result_storage',
  `select c.value ->> 'default_result_storage_block_id' as id from configuration c
   where c.workspace_id = $1 and c.key = '${KEY}'`,
);
const CAPABILITIES = prepared(
  'runs.result_storage_capabilities',
  `select s.capabilities from block_document d
   join block_schema s on s.workspace_id = d.workspace_id and s.id = d.block_schema_id
   where d.workspace_id = $1 and d.id = $2`,
);
const WRITE = prepared(
  'runs.write_result_storage',
  `insert into configuration (workspace_id, key, value)
   values ($1, '${KEY}', json_build_object('default_result_storage_block_id', $2::uuid))
   on conflict (workspace_id, key) do update set value = excluded.value, updated = now()`,
);
const CLEAR = prepared(
  'runs.clear_result_storage',
  `delete from configuration where workspace_id = $1 and key = '${KEY}'`,
);

/** The block where a workspace's flows keep their results by default. Upstream: models/storage_defaults.py (3.8.8). */
@Injectable()
export class ResultStorageRepository {
  constructor(private readonly db: Database) {}

  /** The block document's id, `null` when none is set. */
  async read(scope: WorkspaceScope): Promise<string | null> {
    return (await this.db.query<{ id: string | null }>(scope, READ.with(scope.workspaceId)))[0]?.id ?? null;
  }

  /** @throws OrchError `result_storage.block_not_found`, `result_storage.block_unfit` */
  async write(scope: WorkspaceScope, blockId: string): Promise<void> {
    const statement = CAPABILITIES.with(scope.workspaceId, blockId);
    const [block] = await this.db.query<{ capabilities: string[] }>(scope, statement);
    if (!block) throw new OrchError('result_storage.block_not_found', {}, { id: blockId });
    if (!block.capabilities.includes('write-path')) {
      throw new OrchError('result_storage.block_unfit', {}, { id: blockId });
    }
    await this.db.execute(scope, WRITE.with(scope.workspaceId, blockId));
  }

  async clear(scope: WorkspaceScope): Promise<void> {
    await this.db.execute(scope, CLEAR.with(scope.workspaceId));
  }
}
