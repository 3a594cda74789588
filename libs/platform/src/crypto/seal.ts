import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { Secret } from '@orch/kernel';

/** The row that a sealed text belongs to: it cannot be opened as any other's. */
export interface SealedPlace {
  readonly workspaceId: string;
  readonly table: string;
  readonly rowId: string;
}

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_ID_BYTES = 4;
const VERSION = 1;
const HEAD_BYTES = 1 + KEY_ID_BYTES + NONCE_BYTES;

interface RootKey {
  readonly key: Secret<Buffer>;
  readonly id: Buffer;
}

/**
 * Decodes a configured root key.
 * @throws Error when it is not 32 bytes in base64.
 */
export function rootKeyOf(base64: Secret<string>, setting = 'ORCH_SECRET_KEY'): Secret<Buffer> {
  const key = Buffer.from(base64.reveal(), 'base64');
  if (key.length !== KEY_BYTES) throw new Error(`${setting}: must be ${KEY_BYTES} bytes in base64`);
  return new Secret(key);
}

/**
 * Seals texts for rows of the database: AES-256-GCM with a key of the workspace (HKDF-SHA-256 of the root key).
 * Form: version (1 byte), id of the root key (4), nonce (12), ciphertext, tag (16). What was sealed with another
 * root key opens as long as that key is given too.
 *
 * Where it is kept: in a column `sealed` (bytea) of a table that has `id` and `workspace_id` (or `account_id`).
 * `RotateRootKey` finds such columns by these names. A column of another name, or of rows that belong to no account,
 * carries the comment 'sealed, of no workspace'; its texts are sealed for the workspace of zeros.
 */
export class Sealer {
  private readonly current: RootKey;
  private readonly known: readonly RootKey[];

  constructor(rootKey: Secret<Buffer>, others: readonly Secret<Buffer>[] = []) {
    this.current = withId(rootKey);
    this.known = [this.current, ...others.map(withId)];
  }

  /** Id of the root key that seals; it says nothing about the key. */
  get keyId(): Buffer {
    return this.current.id;
  }

  /** Ids of all root keys that open, in hexadecimal. */
  get knownKeyIds(): string[] {
    return this.known.map(({ id }) => id.toString('hex'));
  }

  seal(place: SealedPlace, text: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const head = Buffer.concat([Buffer.of(VERSION), this.current.id, nonce]);
    const cipher = createCipheriv('aes-256-gcm', workspaceKey(this.current, place), nonce);
    cipher.setAAD(boundTo(head, place));
    return Buffer.concat([head, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  }

  /** @throws Error when it was changed, belongs to another row, or its root key is not known. */
  open(place: SealedPlace, sealed: Buffer): string {
    if (sealed.length < HEAD_BYTES + TAG_BYTES || sealed[0] !== VERSION) throw new Error('not a sealed text');
    const root = this.known.find((k) => k.id.equals(sealed.subarray(1, 1 + KEY_ID_BYTES)));
    if (!root) throw new Error('sealed with a root key that is not configured');
    const head = sealed.subarray(0, HEAD_BYTES);
    const decipher = createDecipheriv(
      'aes-256-gcm',
      workspaceKey(root, place),
      head.subarray(1 + KEY_ID_BYTES),
    );
    decipher.setAAD(boundTo(head, place));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    return Buffer.concat([
      decipher.update(sealed.subarray(HEAD_BYTES, -TAG_BYTES)),
      decipher.final(),
    ]).toString('utf8');
  }
}

const derive = (root: Secret<Buffer>, info: string, bytes: number): Buffer =>
  Buffer.from(hkdfSync('sha256', root.reveal(), Buffer.alloc(0), info, bytes));

function withId(key: Secret<Buffer>): RootKey {
  if (key.reveal().length !== KEY_BYTES) throw new Error(`a root key must have ${KEY_BYTES} bytes`);
  return { key, id: derive(key, 'orch root key id', KEY_ID_BYTES) };
}

const workspaceKey = (root: RootKey, { workspaceId }: SealedPlace): Buffer =>
  derive(root.key, `orch workspace data ${workspaceId}`, KEY_BYTES);

const boundTo = (head: Buffer, { workspaceId, table, rowId }: SealedPlace): Buffer =>
  Buffer.concat([head, Buffer.from(`${workspaceId}/${table}/${rowId}`)]);
