import { column, wireObject } from '@orch/platform';
import { parseLosslessObject, printLossless } from '../lossless-json.ts';
import { type BlockSchemaRow, presentBlockSchema } from '../schemas/block-schema.presenter.ts';
import { presentJoinedBlockType } from '../types/block-type.presenter.ts';

/** A document with its schema and type; `data` is JSON text, with secrets or without. */
export type BlockDocumentRow = BlockSchemaRow & {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly name: string;
  readonly data: string;
  readonly sealed: Buffer | null;
  readonly is_anonymous: boolean;
  readonly block_type_id: string;
  readonly block_schema_id: string;
};

/** A document and the documents that lie below members of its data. */
export interface BlockDocumentTree {
  readonly row: BlockDocumentRow;
  readonly children: ReadonlyArray<{ readonly name: string; readonly tree: BlockDocumentTree }>;
}

type Shown = BlockDocumentRow & { readonly references: string };

const present = wireObject<Shown>({
  id: column.plain('id'),
  created: column.time('created'),
  updated: column.time('updated'),
  name: column.text('name'),
  data: column.json('data'),
  block_schema_id: column.plain('block_schema_id'),
  block_schema: presentBlockSchema,
  block_type_id: column.plain('block_type_id'),
  block_type_name: column.text('t_name'),
  block_type: presentJoinedBlockType,
  block_document_references: column.json('references'),
  is_anonymous: column.value('is_anonymous'),
});

/** Tree → wire. Upstream: schemas/core.py, class BlockDocument (3.8.8). */
export const presentBlockDocument = (tree: BlockDocumentTree): string =>
  present({ ...tree.row, data: dataOf(tree), references: referencesOf(tree) });

/** The data with that of the documents below it. Plain data goes through as it is stored. */
function dataOf({ row, children }: BlockDocumentTree): string {
  if (children.length === 0) return row.data;
  const own = Object.entries(parseLosslessObject(row.data)).filter(
    ([key]) => !children.some((c) => c.name === key),
  );
  const members = own.map(([key, value]) => `${JSON.stringify(key)}:${printLossless(value)}`);
  return `{${[...members, ...children.map((c) => `${JSON.stringify(c.name)}:${dataOf(c.tree)}`)].join(',')}}`;
}

/** Upstream: models/block_documents.py, function _construct_full_block_document (3.8.8). */
function referencesOf({ children }: BlockDocumentTree): string {
  const members = children.map(({ name, tree }) => {
    const { id, name: documentName, is_anonymous } = tree.row;
    const document =
      `{"id":"${id}","name":${JSON.stringify(documentName)},"block_type":${presentJoinedBlockType(tree.row)},` +
      `"is_anonymous":${is_anonymous},"block_document_references":${referencesOf(tree)}}`;
    return `${JSON.stringify(name)}:{"block_document":${document}}`;
  });
  return `{${members.join(',')}}`;
}
