import { inspect } from 'node:util';
import { orMissing } from '../session/repeat.ts';
import { requirePlane } from '../session/session.ts';

/** A value that logs and JSON do not show. */
export class SecretValue {
  readonly #value: string;
  constructor(value: string) {
    this.#value = value;
  }
  /** The value itself. */
  reveal(): string {
    return this.#value;
  }
  toString(): string {
    return '********';
  }
  toJSON(): string {
    return '********';
  }
  [inspect.custom](): string {
    return 'SecretValue(********)';
  }
}

/**
 * Settings and credentials that are kept in the workspace, by `type/name`, e.g. `slack-webhook/alerts`. What is secret in
 * them is readable here: do not print it.
 * @throws Error when there is no such block
 */
const load = async <T = Readonly<Record<string, unknown>>>(place: string): Promise<T> => {
  const plane = requirePlane('blocks.load()');
  const [slug = '', name = '', ...more] = place.split('/');
  if (slug === '' || name === '' || more.length > 0)
    throw new RangeError(
      `a block is named by its type and its name, as in "secret/my-password", not "${place}"`,
    );
  const found = await orMissing(
    plane.repeat('GET /block_types/slug/{slug}/block_documents/name/{block_document_name}', {
      path: { slug, block_document_name: name },
      query: { include_secrets: true },
    }),
    null,
  );
  if (found === null) throw new Error(`there is no block "${place}" in this workspace`);
  return found['data'] as T; // the caller knows the type of block
};

export const blocks = { load } as const;

/** The value of a block of type `secret`. */
export const secret = async (name: string): Promise<SecretValue> => {
  const { value } = await load<{ readonly value: unknown }>(`secret/${name}`);
  return new SecretValue(typeof value === 'string' ? value : JSON.stringify(value));
};
