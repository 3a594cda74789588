import { AwsClient } from 'aws4fetch';
import { asError } from '../errors.ts';
import type { ResultStore } from './result-store.ts';

export interface S3Options {
  readonly bucket: string;
  /** Default `us-east-1`; some servers take any. */
  readonly region?: string;
  /** Of an S3-compatible server, e.g. `http://minio:9000`; default AWS. */
  readonly endpoint?: string;
  /** Put before keys, e.g. `orch/results/`. */
  readonly prefix?: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Tries after the first one, within two seconds: a run waits for them. */
const RETRIES = 5;
const TIMEOUT_MS = 120_000;

/** Results in a bucket of S3 or of a server that speaks like it. */
export class S3Results implements ResultStore {
  readonly #aws: AwsClient;
  readonly #base: string;

  constructor(options: S3Options) {
    const {
      bucket,
      region = 'us-east-1',
      endpoint,
      prefix = '',
      accessKeyId,
      secretAccessKey,
      sessionToken,
    } = options;
    this.#aws = new AwsClient({
      accessKeyId,
      secretAccessKey,
      service: 's3',
      region,
      retries: RETRIES,
      ...(sessionToken === undefined ? {} : { sessionToken }),
    });
    // AWS wants the bucket in the host; servers of one's own take it in the path
    const root =
      endpoint === undefined
        ? `https://${bucket}.s3.${region}.amazonaws.com`
        : `${endpoint.replace(/\/+$/, '')}/${bucket}`;
    this.#base = `${root}/${prefix}`;
  }

  async read(key: string): Promise<string | null> {
    const response = await this.#fetch(key, 'read');
    if (response.status === 404) return null;
    if (!response.ok) throw new Error(`the result "${key}" cannot be read: S3 answers ${response.status}`);
    return response.text();
  }

  async write(key: string, record: string): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const response = await this.#fetch(key, 'written', { method: 'PUT', body: record, headers });
    if (!response.ok) throw new Error(`the result "${key}" cannot be written: S3 answers ${response.status}`);
  }

  async #fetch(key: string, verb: string, request: RequestInit = {}): Promise<Response> {
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      return await this.#aws.fetch(this.#urlOf(key), { ...request, signal });
    } catch (error) {
      const { cause, message } = asError(error);
      const reason = cause === undefined ? message : asError(cause).message || message;
      const { origin } = new URL(this.#base);
      throw new Error(`the result "${key}" cannot be ${verb}: ${origin} does not answer (${reason})`, {
        cause: error,
      });
    }
  }

  #urlOf(key: string): string {
    return this.#base + key.split('/').map(encodeURIComponent).join('/');
  }
}
