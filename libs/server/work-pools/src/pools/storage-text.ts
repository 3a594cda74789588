import { rawTextOrNull } from '@orch/platform';
import type { WorkPoolStorageConfiguration } from '@orch/contract';
import { type JsonText, jsonText } from '@orch/kernel';

/** A storage configuration as it is stored and answered: all three members, the steps as they were sent. */
export function storageText(storage: WorkPoolStorageConfiguration): JsonText {
  const block = JSON.stringify(storage.default_result_storage_block_id);
  return jsonText(
    `{"bundle_upload_step":${rawTextOrNull(storage.bundle_upload_step) ?? 'null'},` +
      `"bundle_execution_step":${rawTextOrNull(storage.bundle_execution_step) ?? 'null'},"default_result_storage_block_id":${block}}`,
  );
}
