import { Injectable } from '@nestjs/common';
import { Database, prepared, type WorkspaceScope } from '@orch/platform';
import { systemBlocks } from './system-blocks.ts';

// One statement, harmless when repeated. Ids are of the workspace, and the same for every process that registers.
// Schemas keep their order in time: the newest one with a checksum is found first.
const REGISTER = prepared(
  'blocks.register_system',
  `with given_type as (
     select * from json_to_recordset($2::json) as t(name text, slug text, logo_url text, documentation_url text, is_protected boolean)
   ), made as (
     insert into block_type (workspace_id, id, name, slug, logo_url, documentation_url, is_protected)
     select $1::uuid, md5($1::text || ' block type ' || slug)::uuid, name, slug, logo_url, documentation_url, is_protected from given_type
     on conflict do nothing returning id, slug
   ), known as (
     select id, slug from made
     union all
     select t.id, t.slug from block_type t where t.workspace_id = $1::uuid and t.slug in (select slug from given_type)
   )
   insert into block_schema (workspace_id, id, block_type_id, checksum, fields, capabilities, version, created)
   select $1::uuid, md5($1::text || ' block schema ' || s.checksum || s.version)::uuid, k.id, s.checksum, s.fields,
          array(select json_array_elements_text(s.capabilities)), s.version, now() + interval '1 microsecond' * s.at
   from json_to_recordset($3::json) as s(slug text, checksum text, version text, capabilities json, fields json, at integer)
   join known k on k.slug = s.slug
   on conflict do nothing`,
);

/** Registers what every workspace has, when its blocks are first asked for. */
@Injectable()
export class SystemBlockRepository {
  /** Workspaces that this process has seen to. */
  private readonly registered = new Map<string, Promise<void>>();
  private parameters: readonly [types: string, schemas: string] | undefined;

  constructor(private readonly db: Database) {}

  /** Makes sure that the workspace has the system's block types and schemas; cheap from the second call on. */
  ensure(scope: WorkspaceScope): Promise<void> {
    const known = this.registered.get(scope.workspaceId);
    if (known) return known;
    const made = this.install(scope);
    this.registered.set(scope.workspaceId, made);
    made.catch(() => this.registered.delete(scope.workspaceId));
    return made;
  }

  /** Registers whatever is missing now. */
  async install(scope: WorkspaceScope): Promise<void> {
    this.parameters ??= [
      JSON.stringify(systemBlocks.types),
      JSON.stringify(systemBlocks.schemas.map((schema, at) => ({ ...schema, at }))),
    ];
    await this.db.execute(scope, REGISTER.with(scope.workspaceId, ...this.parameters));
  }
}
