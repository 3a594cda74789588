import data from './system-blocks.json' with { type: 'json' };
import type { JsonObject } from '../lossless-json.ts';

/** A block type that every workspace has. */
export interface SystemBlockType {
  readonly name: string;
  readonly slug: string;
  readonly logo_url: string | null;
  readonly documentation_url: string | null;
  readonly is_protected: boolean;
}

/** A schema of a system block type, in the order in which they are registered. */
export interface SystemBlockSchema {
  readonly slug: string;
  readonly checksum: string;
  readonly version: string;
  readonly capabilities: readonly string[];
  readonly fields: JsonObject;
}

/** What a new server of the reference registers (3.8.8); clients look schemas up by these checksums. */
export const systemBlocks: {
  readonly types: readonly SystemBlockType[];
  readonly schemas: readonly SystemBlockSchema[];
} = data;
