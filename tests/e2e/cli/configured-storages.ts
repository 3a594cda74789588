import { expect } from '@jest/globals';
import type { Said } from './command-line.ts';
import { wordsOf } from './words-and-shapes.ts';

interface Commands {
  readonly json: (line: string) => Promise<unknown>;
  readonly fails: (line: string) => Promise<void>;
  readonly run: (words: readonly string[]) => Promise<Said>;
}

/** Sets each kind of storage, the last of them with all that may be said, and takes its blocks away again. */
export const configureStorages = async ({ json, fails, run }: Commands): Promise<void> => {
  const [s3, gcs, azure] = ['s3', 'gcs', 'azure-blob-storage'].map(
    (kind) => `work-pool storage configure ${kind} prod`,
  );
  await fails(`${s3} --bucket b --aws-credentials-block-name none`);
  for (const line of [s3, `${azure} --container c`, `${s3} --bucket b --launcher-arg -X`])
    expect(await run(wordsOf(line!))).toMatchObject({ code: 2, err: expect.stringMatching(/^orch: .*--/) });
  const step = { bucket: 'b', requires: 'prefect-aws' };
  const said = await json(`${s3} --bucket b`);
  expect(said).toEqual({
    bundle_upload_step: { 'prefect_aws.experimental.bundles.upload': step },
    bundle_execution_step: { 'prefect_aws.experimental.bundles.execute': step },
    default_result_storage_block_id: expect.any(String),
  });
  // a second time changes the same block
  expect(await json(`${s3} --bucket b`)).toEqual(said);
  expect(await json('block inspect s3-bucket/default-prod-result-storage')).toMatchObject({
    data: { bucket_name: 'b', bucket_folder: 'results', credentials: {} },
  });
  await json(`${gcs} --bucket b --launcher python --launcher-arg -X --upload-launcher-arg utf8`);
  expect(await json('work-pool storage inspect prod')).toMatchObject({
    bundle_upload_step: {
      'prefect_gcp.experimental.bundles.upload': { bucket: 'b', launcher: ['python', '-X', 'utf8'] },
    },
    bundle_execution_step: {
      'prefect_gcp.experimental.bundles.execute': { bucket: 'b', launcher: ['python', '-X'] },
    },
  });
  await json('block create main --type azure-blob-storage-credentials --set connection_string=x');
  await json(`${azure} --container c --azure-blob-storage-credentials-block-name main`);
  expect(await json('work-pool storage inspect prod')).toMatchObject({
    bundle_upload_step: {
      'prefect_azure.experimental.bundles.upload': {
        container: 'c',
        azure_blob_storage_credentials_block_name: 'main',
        requires: 'prefect-azure',
      },
    },
  });
  for (const type of ['s3-bucket', 'gcs-bucket', 'azure-blob-storage-container'])
    await json(`block delete ${type}/default-prod-result-storage --yes`);
  await json('block delete azure-blob-storage-credentials/main --yes');
};
