import { randomFillSync } from 'node:crypto';

/** Where ids come from. Injected, so that tests own them. */
export abstract class Ids {
  /** A new UUIDv7 (time-ordered). */
  abstract next(): string;
}

const HEX = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'));
const POOL_BYTES = 10 * 256;

/** UUIDv7 after RFC 9562; within one process and millisecond the ids still ascend (12-bit counter). */
export class UuidV7Ids extends Ids {
  private readonly pool = Buffer.alloc(POOL_BYTES);
  private used = POOL_BYTES;
  private lastMs = 0;
  private counter = 0;

  next(): string {
    const now = Date.now();
    if (now > this.lastMs) {
      this.lastMs = now;
      this.counter = this.random(2)[0]! & 0x3f;
    } else if (++this.counter > 0xfff) {
      this.lastMs += 1; // borrowed from the next millisecond: order matters more than the exact clock
      this.counter = 0;
    }
    const time = this.lastMs.toString(16).padStart(12, '0');
    const count = this.counter.toString(16).padStart(3, '0');
    const r = this.random(8);
    const variant = HEX[(r[0]! & 0x3f) | 0x80]!;
    return `${time.slice(0, 8)}-${time.slice(8)}-7${count}-${variant}${HEX[r[1]!]!}-${HEX[r[2]!]!}${HEX[r[3]!]!}${HEX[r[4]!]!}${HEX[r[5]!]!}${HEX[r[6]!]!}${HEX[r[7]!]!}`;
  }

  private random(bytes: number): Uint8Array {
    if (this.used + bytes > POOL_BYTES) {
      randomFillSync(this.pool);
      this.used = 0;
    }
    this.used += bytes;
    return this.pool.subarray(this.used - bytes, this.used);
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether the text is a UUID in its hyphenated form. */
export const isUuid = (text: string): boolean => UUID.test(text);
