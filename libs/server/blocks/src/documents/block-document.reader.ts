import { Injectable } from '@nestjs/common';
import type {
  BlockDocumentFilter,
  BlockDocumentsFilterBody,
  BlockSchemaFilter,
  BlockTypeFilter,
} from '@orch/contract';
import {
  allOf,
  anyOf,
  Database,
  mayReach,
  prepared,
  raw,
  reachable,
  someOf,
  type Sql,
  sql,
  type Tx,
  type WorkspaceScope,
} from '@orch/platform';
import { partlyLike } from '../like.ts';
import { matchingSchemas, matchingTypes } from '../schemas/block-filters.ts';
import { BLOCK_SCHEMA_COLUMNS } from '../schemas/block-schema.presenter.ts';
import type { BlockDocumentRow, BlockDocumentTree } from './block-document.presenter.ts';
import { DocumentSealing } from './document-sealing.ts';
import { SecretAudit } from './secret-audit.ts';

export interface DocumentFilters {
  readonly block_documents: BlockDocumentFilter | null;
  readonly block_types: BlockTypeFilter | null;
  readonly block_schemas: BlockSchemaFilter | null;
}
interface Page {
  readonly sort: BlockDocumentsFilterBody['sort'];
  readonly limit: number;
  readonly offset: number;
}
type ChildRow = BlockDocumentRow & { readonly parent_id: string; readonly reference_name: string };

/** References are followed this far. Upstream: models/block_documents.py (3.8.8). */
const DEPTH_MAX = 50;
/** And no answer shows more documents below one: documents that are referred to twice at each level double each time. */
const BELOW_MAX = 1_000;
const COLUMNS = `d.id, d.created, d.updated, d.name, d.data, d.sealed, d.is_anonymous, d.block_type_id, d.block_schema_id, ${BLOCK_SCHEMA_COLUMNS}`;
const JOINED = `join block_schema s on s.workspace_id = d.workspace_id and s.id = d.block_schema_id
  join block_type t on t.workspace_id = d.workspace_id and t.id = d.block_type_id`;
const BY_ID = prepared(
  'blocks.document_by_id',
  `select ${COLUMNS} from block_document d ${JOINED} where d.workspace_id = $1 and d.id = $2`,
);
const BY_NAME = prepared(
  'blocks.document_by_name',
  `select ${COLUMNS} from block_document d ${JOINED} where d.workspace_id = $1 and t.slug = $2 and d.name = $3`,
);
const CHILDREN = prepared(
  'blocks.document_children',
  `with recursive tree as (
     select r.parent_block_document_id as parent_id, r.reference_block_document_id as id, r.name, 1 as depth
     from block_document_reference r where r.workspace_id = $1 and r.parent_block_document_id = any($2::uuid[])
     union
     select r.parent_block_document_id, r.reference_block_document_id, r.name, tree.depth + 1
     from tree join block_document_reference r on r.workspace_id = $1 and r.parent_block_document_id = tree.id
     where tree.depth < ${DEPTH_MAX}
   )
   select e.parent_id, e.name as reference_name, ${COLUMNS}
   from (select distinct parent_id, id, name from tree) e join block_document d on d.workspace_id = $1 and d.id = e.id ${JOINED}
   order by d.name, d.id`,
);
const ORDER = {
  NAME_ASC: 'd.name, d.id',
  NAME_DESC: 'd.name desc, d.id desc',
  BLOCK_TYPE_AND_NAME_ASC: 't.name, d.name, d.id',
} as const;

/** Documents with what they refer to. Secrets are opened only on demand. */
@Injectable()
export class BlockDocumentReader {
  constructor(
    private readonly db: Database,
    private readonly sealing: DocumentSealing,
    private readonly audit: SecretAudit,
  ) {}

  async byId(
    on: Tx | WorkspaceScope,
    id: string,
    withSecrets: boolean,
  ): Promise<BlockDocumentTree | undefined> {
    if ('query' in on) {
      const rows = await on.query<BlockDocumentRow>(BY_ID.with(on.scope.workspaceId, id));
      return (
        await this.trees(on.scope, rows, withSecrets, (ids) =>
          on.query(CHILDREN.with(on.scope.workspaceId, ids)),
        )
      )[0];
    }
    return (await this.grown(on, await this.db.query(on, BY_ID.with(on.workspaceId, id)), withSecrets))[0];
  }

  async byName(
    scope: WorkspaceScope,
    slug: string,
    name: string,
    withSecrets: boolean,
  ): Promise<BlockDocumentTree | undefined> {
    const rows = await this.db.query<BlockDocumentRow>(scope, BY_NAME.with(scope.workspaceId, slug, name));
    return (await this.grown(scope, rows, withSecrets))[0];
  }

  async list(
    scope: WorkspaceScope,
    filters: DocumentFilters,
    page: Page,
    withSecrets: boolean,
  ): Promise<BlockDocumentTree[]> {
    const rows = await this.db.query<BlockDocumentRow>(
      scope,
      sql`select ${raw(COLUMNS)} from block_document d ${raw(JOINED)}
          where d.workspace_id = ${scope.workspaceId} and ${matching(scope, filters)}
          order by ${raw(ORDER[page.sort])} limit ${page.limit} offset ${page.offset}`,
    );
    return this.grown(scope, rows, withSecrets);
  }

  async count(scope: WorkspaceScope, filters: DocumentFilters): Promise<number> {
    const [row] = await this.db.query<{ count: number }>(
      scope,
      sql`select count(*) as count from block_document d ${raw(JOINED)} where d.workspace_id = ${scope.workspaceId} and ${matching(scope, filters)}`,
    );
    return row!.count;
  }

  private grown(
    scope: WorkspaceScope,
    rows: readonly BlockDocumentRow[],
    withSecrets: boolean,
  ): Promise<BlockDocumentTree[]> {
    return this.trees(scope, rows, withSecrets, (ids) =>
      this.db.query(scope, CHILDREN.with(scope.workspaceId, ids)),
    );
  }

  private async trees(
    scope: WorkspaceScope,
    found: readonly BlockDocumentRow[],
    withSecrets: boolean,
    childrenOf: (ids: string[]) => Promise<ChildRow[]>,
  ): Promise<BlockDocumentTree[]> {
    const isSeen = ({ id }: BlockDocumentRow): boolean => mayReach(scope, 'block_document', 'view', id);
    const opens = ({ id }: BlockDocumentRow): boolean =>
      withSecrets && mayReach(scope, 'block_document', 'run', id);
    const rows = found.filter(isSeen);
    if (rows.length === 0) return [];
    const byParent = new Map<string, ChildRow[]>();
    for (const child of (await childrenOf(rows.map((row) => row.id))).filter(isSeen)) {
      byParent.set(child.parent_id, [...(byParent.get(child.parent_id) ?? []), child]);
    }
    let left = 0;
    const opened = (row: BlockDocumentRow): BlockDocumentRow => {
      this.audit.read(scope, row);
      return { ...row, data: this.sealing.open(scope, row.id, row) };
    };
    const grow = (row: BlockDocumentRow, depth: number): BlockDocumentTree => {
      const children = depth < DEPTH_MAX ? (byParent.get(row.id) ?? []).slice(0, Math.max(0, left)) : [];
      left -= children.length;
      return {
        row: opens(row) ? opened(row) : row,
        children: children.map((child) => ({ name: child.reference_name, tree: grow(child, depth + 1) })),
      };
    };
    return rows.map((row) => {
      left = BELOW_MAX;
      return grow(row, 0);
    });
  }
}

function matching(
  scope: WorkspaceScope,
  { block_documents, block_types, block_schemas }: DocumentFilters,
): Sql {
  const parts = [
    ...reachable(scope, 'block_document', 'view', sql`d.id`),
    block_documents === null ? sql`not d.is_anonymous` : matchingDocuments(block_documents),
  ];
  if (block_types) parts.push(matchingTypes(block_types));
  if (block_schemas) parts.push(matchingSchemas(block_schemas));
  return allOf(parts);
}

/** Upstream: schemas/filters.py, class BlockDocumentFilter (3.8.8). */
function matchingDocuments(filter: BlockDocumentFilter): Sql {
  const parts: Sql[] = [];
  if (filter.id?.any_) parts.push(anyOf(sql`d.id`, filter.id.any_, 'uuid'));
  if (typeof filter.is_anonymous?.eq_ === 'boolean')
    parts.push(sql`d.is_anonymous = ${filter.is_anonymous.eq_}`);
  if (filter.block_type_id?.any_) parts.push(anyOf(sql`d.block_type_id`, filter.block_type_id.any_, 'uuid'));
  if (filter.name) {
    const byName = filter.name.any_ ? [anyOf(sql`d.name`, filter.name.any_, 'text')] : [];
    parts.push(allOf([...byName, ...partlyLike(sql`d.name`, filter.name.like_)]));
  }
  return filter.operator === 'or_' ? someOf(parts) : allOf(parts);
}
