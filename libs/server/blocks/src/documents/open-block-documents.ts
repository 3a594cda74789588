import { Injectable } from '@nestjs/common';
import { type JsonText, jsonText } from '@orch/kernel';
import type { WorkspaceScope } from '@orch/platform';
import { BlockDocumentReader } from './block-document.reader.ts';
import { presentBlockDocument } from './block-document.presenter.ts';

/** For other contexts: whole documents, secrets included. The caller must not show them to users. */
@Injectable()
export class OpenBlockDocuments {
  constructor(private readonly reader: BlockDocumentReader) {}

  /** The document as the wire shows it, with its secrets; null when it is not in the workspace. */
  async execute(scope: WorkspaceScope, id: string): Promise<JsonText | null> {
    const tree = await this.reader.byId(scope, id, true);
    return tree ? jsonText(presentBlockDocument(tree)) : null;
  }
}
