export { OpenBlockDocuments } from './documents/open-block-documents.ts';
export { DEFAULT_STORAGE_KEY } from './default-storage.ts';
export { BlocksModule } from './blocks.module.ts';
