import { column, wireObject } from '@orch/platform';

export interface BlockTypeRow {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly name: string;
  readonly slug: string;
  readonly logo_url: string | null;
  readonly documentation_url: string | null;
  readonly description: string | null;
  readonly code_example: string | null;
  readonly is_protected: boolean;
}

export const BLOCK_TYPE_COLUMNS =
  't.id, t.created, t.updated, t.name, t.slug, t.logo_url, t.documentation_url, t.description, t.code_example, t.is_protected';

type Prefix = '' | 't_';
/** A row whose columns begin with a prefix: one that was joined. */
export type Prefixed<R, P extends string> = { readonly [K in keyof R & string as `${P}${K}`]: R[K] };

function presenter<P extends Prefix>(prefix: P): (row: Prefixed<BlockTypeRow, P>) => string {
  const print = wireObject<Record<string, unknown>>({
    id: column.plain(`${prefix}id`),
    created: column.time(`${prefix}created`),
    updated: column.time(`${prefix}updated`),
    name: column.text(`${prefix}name`),
    slug: column.text(`${prefix}slug`),
    logo_url: column.text(`${prefix}logo_url`),
    documentation_url: column.text(`${prefix}documentation_url`),
    description: column.text(`${prefix}description`),
    code_example: column.text(`${prefix}code_example`),
    is_protected: column.value(`${prefix}is_protected`),
  });
  return (row) => print(row as Record<string, unknown>); // the columns above are those of the prefixed row
}

/** Row → wire. Upstream: schemas/core.py, class BlockType (3.8.8). */
export const presentBlockType = presenter('');
/** A joined block type. */
export const presentJoinedBlockType = presenter('t_');
/** Columns of a joined block type `t`. */
export const JOINED_BLOCK_TYPE_COLUMNS = BLOCK_TYPE_COLUMNS.replaceAll(/t\.(\w+)/g, 't.$1 as t_$1');
