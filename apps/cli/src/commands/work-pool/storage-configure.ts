import { ApiError, type JsonObject } from '@orch/client';
import { type Command, memberOf } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { EXIT } from '../../exit-codes.ts';
import { Failure, usage } from '../../failure.ts';
import type { Given } from '../../given.ts';
import { LAUNCHER_OPTIONS, launchersFrom } from './storage-launcher.ts';
import { workPoolThing } from './work-pool-thing.ts';

/** One kind of storage, as the Python library's integration for it wants it to be described. */
interface StorageKind {
  readonly name: string;
  readonly title: string;
  /** What holds the files: `bucket`, `container`. */
  readonly holder: string;
  readonly credentials: { readonly option: string; readonly slug: string; readonly isNeeded: boolean };
  readonly resultBlock: string;
  /** The Python package of upload and execution. */
  readonly package: string;
  readonly result: (holder: string, credentials: object) => Record<string, unknown>;
}

const KINDS: readonly StorageKind[] = [
  {
    name: 's3',
    title: 'S3',
    holder: 'bucket',
    credentials: { option: 'aws-credentials-block-name', slug: 'aws-credentials', isNeeded: false },
    resultBlock: 's3-bucket',
    package: 'prefect-aws',
    result: (bucket, credentials) => ({ bucket_name: bucket, bucket_folder: 'results', credentials }),
  },
  {
    name: 'gcs',
    title: 'Google Cloud Storage',
    holder: 'bucket',
    credentials: { option: 'gcp-credentials-block-name', slug: 'gcp-credentials', isNeeded: false },
    resultBlock: 'gcs-bucket',
    package: 'prefect-gcp',
    result: (bucket, credentials) => ({ bucket, bucket_folder: 'results', gcp_credentials: credentials }),
  },
  {
    name: 'azure-blob-storage',
    title: 'Azure Blob Storage',
    holder: 'container',
    credentials: {
      option: 'azure-blob-storage-credentials-block-name',
      slug: 'azure-blob-storage-credentials',
      isNeeded: true,
    },
    resultBlock: 'azure-blob-storage-container',
    package: 'prefect-azure',
    result: (container, credentials) => ({ container_name: container, credentials }),
  },
];

/** A block by type and name; undefined when there is none. */
const blockOf = ({ client }: CommandContext, slug: string, name: string): Promise<JsonObject | undefined> =>
  client
    .call('GET /block_types/slug/{slug}/block_documents/name/{block_document_name}', {
      path: { slug, block_document_name: name },
    })
    .catch((error: unknown) => {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    });

/** The reference to the block of credentials; nothing where the surroundings of a run have their own. */
const credentialsOf = async (
  context: CommandContext,
  { credentials: { option, slug, isNeeded } }: StorageKind,
  name: string | undefined,
): Promise<object> => {
  if (name === undefined) {
    if (isNeeded)
      throw usage(
        `name a block of credentials: --${option} NAME`,
        `Make one: orch block create NAME -t ${slug}`,
      );
    return {};
  }
  const block = await blockOf(context, slug, name);
  if (!block)
    throw new Failure(
      `there is no block ${slug}/${name}`,
      EXIT.failed,
      `Make it: orch block create ${name} -t ${slug} -f FILE`,
    );
  return { $ref: { block_document_id: block['id'] } };
};

/** Makes the block that results go to, or gives the one that is there these values; others of it stay. */
const setResultBlock = async (
  context: CommandContext,
  { resultBlock: slug, package: needed }: StorageKind,
  pool: string,
  data: Record<string, unknown>,
): Promise<unknown> => {
  const { client } = context;
  // names of blocks have fewer characters than those of pools
  const name = `default-${pool.toLowerCase().replace(/[^a-z0-9-]+/g, '-')}-result-storage`;
  const present = await blockOf(context, slug, name);
  if (present) {
    const path = { id: String(present['id']) };
    await client.call('PATCH /block_documents/{id}', { path, body: { data, merge_existing_data: true } });
    return present['id'];
  }
  const type = await client.call('GET /block_types/slug/{slug}', { path: { slug } });
  const [schema] = await client.call('POST /block_schemas/filter', {
    body: { block_schemas: { block_type_id: { any_: [type['id']] } }, limit: 1 },
  });
  if (!schema)
    throw new Failure(
      `block type ${slug} has no schema yet`,
      EXIT.failed,
      `Register it: pip install ${needed} && prefect block register -m ${needed.replace('-', '_')}`,
    );
  const body = { name, data, block_type_id: type['id'], block_schema_id: schema['id'] };
  return (await client.call('POST /block_documents/', { body }))['id'];
};

const configure = async (context: CommandContext, given: Given, kind: StorageKind): Promise<void> => {
  const holder = given.text(kind.holder);
  if (!holder) throw usage(`which ${kind.holder}? --${kind.holder} NAME`);
  const launchers = launchersFrom(given);
  const pool = workPoolThing.name(await workPoolThing.find(context, given.arg(0)));
  const credentials = given.text(memberOf(kind.credentials.option));
  const reference = await credentialsOf(context, kind, credentials);
  const blockId = await setResultBlock(context, kind, pool, kind.result(holder, reference));
  const option = kind.credentials.option.replaceAll('-', '_');
  const input = { [kind.holder]: holder, ...(credentials === undefined ? {} : { [option]: credentials }) };
  const step = (verb: string, launcher: readonly string[] | undefined) => ({
    [`${kind.package.replace('-', '_')}.experimental.bundles.${verb}`]: {
      ...input,
      ...(launcher === undefined ? { requires: kind.package } : { launcher }),
    },
  });
  const storage_configuration = {
    bundle_upload_step: step('upload', launchers.upload),
    bundle_execution_step: step('execute', launchers.execution),
    default_result_storage_block_id: blockId,
  };
  await context.client.call('PATCH /work_pools/{name}', {
    path: { name: pool },
    body: { storage_configuration },
  });
  await context.print.done(
    `Work pool ${pool} now keeps code and results in ${kind.title}, ${kind.holder} ${holder}.`,
    storage_configuration,
    pool,
  );
};

/** `storage configure s3` and the like: where flows that are started from Python put their code and results. */
export const configureStorage: readonly Command[] = KINDS.map((kind) => ({
  name: `storage configure ${kind.name}`,
  summary: `Keep the code and results of a pool's runs in ${kind.title}`,
  takes: [workPoolThing.argument],
  options: [
    [`--${kind.holder} <name>`, `the ${kind.holder}`],
    [
      `--${kind.credentials.option} <name>`,
      `a block of type ${kind.credentials.slug}${kind.credentials.isNeeded ? '' : '; without it a run uses what it finds where it runs'}`,
    ],
    ...LAUNCHER_OPTIONS,
  ],
  examples: [
    `work-pool storage configure ${kind.name} prod --${kind.holder} flows --${kind.credentials.option} main`,
  ],
  run: (context, given) => configure(context, given, kind),
}));
