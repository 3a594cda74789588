import { Module } from '@nestjs/common';
import { EventsModule } from '@orch/events';
import { CollectionsController } from './collections/collections.controller.ts';
import { BlockDocumentReader } from './documents/block-document.reader.ts';
import { BlockDocumentRepository } from './documents/block-document.repository.ts';
import { BlockDocumentsController } from './documents/block-documents.controller.ts';
import { ChangeBlockDocuments } from './documents/change-block-documents.ts';
import { DocumentSealing } from './documents/document-sealing.ts';
import { OpenBlockDocuments } from './documents/open-block-documents.ts';
import { SecretAudit } from './documents/secret-audit.ts';
import { BlockSchemaRepository } from './schemas/block-schema.repository.ts';
import { BlockSchemasController } from './schemas/block-schemas.controller.ts';
import { ChangeBlockSchemas } from './schemas/change-block-schemas.ts';
import { SystemBlockRepository } from './system/system-block.repository.ts';
import { SystemBlocksInterceptor } from './system/system-blocks.interceptor.ts';
import { BlockTypeRepository } from './types/block-type.repository.ts';
import { BlockTypesController } from './types/block-types.controller.ts';
import { ChangeBlockTypes } from './types/change-block-types.ts';
import { ChangeVariables } from './variables/change-variables.ts';
import { VariableRepository } from './variables/variable.repository.ts';
import { VariablesController } from './variables/variables.controller.ts';

/** Variables, blocks (types, schemas, documents) and collections. */
@Module({
  imports: [EventsModule],
  controllers: [
    VariablesController,
    BlockTypesController,
    BlockSchemasController,
    BlockDocumentsController,
    CollectionsController,
  ],
  providers: [
    BlockDocumentReader,
    BlockDocumentRepository,
    BlockSchemaRepository,
    BlockTypeRepository,
    ChangeBlockDocuments,
    ChangeBlockSchemas,
    ChangeBlockTypes,
    ChangeVariables,
    DocumentSealing,
    OpenBlockDocuments,
    SecretAudit,
    SystemBlockRepository,
    SystemBlocksInterceptor,
    VariableRepository,
  ],
  exports: [OpenBlockDocuments],
})
export class BlocksModule {}
