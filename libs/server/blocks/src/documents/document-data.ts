import { parseUuid } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { isObject, type JsonObject } from '../lossless-json.ts';

/** A member of a document's data that is another document. */
export interface DocumentReference {
  readonly name: string;
  readonly documentId: string;
}

const SHOWN_CHARS_MAX = 200;

/**
 * Parts the references (`{"$ref": {"block_document_id": id}}` as a member) from the rest of the data.
 * @throws OrchError `block_document.rejected`
 * Upstream: models/block_documents.py, function _separate_block_references_from_data (3.8.8).
 */
export function partReferences(data: JsonObject): { plain: JsonObject; references: DocumentReference[] } {
  const references: DocumentReference[] = [];
  const plain = Object.entries(data).filter(([name, value]) => {
    if (!isObject(value) || !isObject(value['$ref'])) return true;
    const given = value['$ref']['block_document_id'];
    const documentId = typeof given === 'string' ? parseUuid(given) : undefined;
    if (documentId === undefined) {
      const text = `Received block reference without a block_document_id in key ${name.slice(0, SHOWN_CHARS_MAX)}`;
      throw new OrchError('block_document.rejected', {}, { text });
    }
    references.push({ name, documentId });
    return false;
  });
  return { plain: Object.fromEntries(plain), references };
}
