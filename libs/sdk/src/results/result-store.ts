/**
 * Where results lie: on the user's side, never at the control plane. Records are texts; a key is a file name or a path
 * with `/`.
 */
export interface ResultStore {
  /** The record, or null when there is none. */
  read(key: string): Promise<string | null>;
  write(key: string, record: string): Promise<void>;
}

/** What the control plane is told about a result. */
export interface ResultMetadata {
  readonly storage_key: string;
  /** Wire time after which the result does not count any more; null for ever. */
  readonly expiration: string | null;
  readonly serializer: { readonly type: string };
  readonly prefect_version: string;
  readonly storage_block_id: null;
}

/** Version of the record's form, as Python clients write and read it. */
const RECORD_VERSION = '3.8.8';

/** Metadata of a result that is stored as JSON under a key. */
export const metadataOf = (key: string, expiration: string | null): ResultMetadata => ({
  storage_key: key,
  expiration,
  serializer: { type: 'json' },
  prefect_version: RECORD_VERSION,
  storage_block_id: null,
});

/** Puts a value and its metadata into one text. @throws TypeError for what JSON cannot say */
export const recordOf = (metadata: ResultMetadata, value: unknown): string => {
  try {
    return JSON.stringify({ metadata, result: JSON.stringify(value ?? null) });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TypeError(`the result cannot be kept as JSON: ${reason}`, { cause: error });
  }
};

const isRecord = (value: unknown): value is { metadata: ResultMetadata; result: string } =>
  typeof value === 'object' &&
  value !== null &&
  'metadata' in value &&
  'result' in value &&
  typeof value.result === 'string';

/** A value as it was stored, with what was said about it. */
export interface StoredResult {
  readonly value: unknown;
  readonly metadata: ResultMetadata;
}

const assertJson = (key: string, serializer: string): void => {
  if (serializer === 'json') return;
  throw new Error(
    `the result "${key}" is written as "${serializer}"; only JSON can be read here ` +
      '(in Python: @flow(persist_result=True, result_serializer="json"))',
  );
};

/** Reads a value back; null when there is none, or when its time is over. @throws Error for records that are not JSON */
export const readResult = async (
  store: ResultStore,
  key: string,
  nowMs: number = Date.now(),
): Promise<StoredResult | null> => {
  const text = await store.read(key);
  if (text === null) return null;
  const record: unknown = JSON.parse(text);
  if (!isRecord(record)) throw new Error(`the result "${key}" is not a record of a result`);
  const { metadata, result } = record;
  assertJson(key, metadata.serializer.type);
  if (metadata.expiration !== null && Date.parse(metadata.expiration) <= nowMs) return null;
  return { value: JSON.parse(result), metadata };
};

/**
 * Reads the result of another program's run, as the control plane describes it. Python clients write a flow's value alone,
 * without a record around it. @returns undefined when it is not in this store
 */
export const readDescribedResult = async (
  store: ResultStore,
  { key, serializer }: { readonly key: string; readonly serializer: string },
): Promise<unknown> => {
  assertJson(key, serializer);
  const text = await store.read(key);
  if (text === null) return undefined;
  const content: unknown = JSON.parse(text);
  return isRecord(content) ? (JSON.parse(content.result) as unknown) : content;
};

/** Writes a value. @returns what the control plane is told */
export const writeResult = async (
  store: ResultStore,
  key: string,
  value: unknown,
  expiration: string | null = null,
): Promise<ResultMetadata> => {
  const metadata = metadataOf(key, expiration);
  await store.write(key, recordOf(metadata, value));
  return metadata;
};
