import { Injectable } from '@nestjs/common';
import { Sealer, type WorkspaceScope } from '@orch/platform';
import { type JsonObject, parseLosslessObject, printLossless } from '../lossless-json.ts';
import { hideSecrets, secretPathsOf } from './secrets.ts';

/** What the columns of a document hold. */
export interface StoredData {
  /** JSON text without secrets. */
  readonly data: string;
  /** The whole data, sealed; null when nothing in it is secret. */
  readonly sealed: Buffer | null;
}

const TABLE = 'block_document';

/** Seals and opens the secrets of documents: no column holds one in clear. */
@Injectable()
export class DocumentSealing {
  constructor(private readonly sealer: Sealer) {}

  /** `fields`: those of the document's schema, which say what is secret. */
  seal(scope: WorkspaceScope, documentId: string, data: JsonObject, fields: JsonObject): StoredData {
    const whole = printLossless(data);
    const shown = printLossless(hideSecrets(data, secretPathsOf(fields)));
    if (shown === whole) return { data: whole, sealed: null };
    return { data: shown, sealed: this.sealer.seal(placeOf(scope, documentId), whole) };
  }

  /** The whole data as JSON text. @throws Error when it was sealed for another document or key */
  open(scope: WorkspaceScope, documentId: string, { data, sealed }: StoredData): string {
    return sealed === null ? data : this.sealer.open(placeOf(scope, documentId), sealed);
  }

  openObject(scope: WorkspaceScope, documentId: string, stored: StoredData): JsonObject {
    return parseLosslessObject(this.open(scope, documentId, stored));
  }
}

const placeOf = ({ workspaceId }: WorkspaceScope, rowId: string) => ({ workspaceId, table: TABLE, rowId });
