import { Injectable } from '@nestjs/common';
import type { BlockSchemaCreate } from '@orch/contract';
import { Ids, OrchError } from '@orch/kernel';
import { Database, type Tx, type WorkspaceScope } from '@orch/platform';
import { clearDefaultStorage } from '../default-storage.ts';
import { isObject, type JsonObject, parseLosslessObject, printLossless } from '../lossless-json.ts';
import type { BlockSchemaRow } from './block-schema.presenter.ts';
import { BlockSchemaRepository } from './block-schema.repository.ts';
import { schemaChecksum } from './checksum.ts';
import { definitionsOf, nestedFields } from './definitions.ts';

/** What is to be registered; `definitions` are those of the outermost schema. */
interface Given {
  readonly fields: JsonObject;
  readonly definitions: JsonObject | undefined;
  readonly blockTypeId: string;
  readonly capabilities: readonly string[];
  readonly version: string;
}
interface NestedReference {
  readonly name: string;
  readonly slug: string;
  readonly checksum: string;
}

const DEFAULT_VERSION = 'non-versioned';
const NESTING_MAX = 20;
const SHOWN_CHARS_MAX = 200;

/**
 * Registers and deletes schemas. A schema keeps its fields whole, the definitions of nested blocks included; the
 * nested blocks become schemas of their own as well.
 */
@Injectable()
export class ChangeBlockSchemas {
  constructor(
    private readonly db: Database,
    private readonly schemas: BlockSchemaRepository,
    private readonly ids: Ids,
  ) {}

  /**
   * Registers a schema, or finds the one with its checksum and version.
   * @throws OrchError `block_schema.type_not_found`, `block_schema.nested_type_missing`, `request.rejected`
   */
  async create(
    scope: WorkspaceScope,
    body: BlockSchemaCreate,
  ): Promise<{ row: BlockSchemaRow; isNew: boolean }> {
    const { block_type_id: id, capabilities, version } = body;
    const fields = fieldsOf(body);
    const definitions = isObject(fields['definitions']) ? fields['definitions'] : undefined;
    return this.db.transaction(scope, async (tx) => {
      const blockTypeId = await this.schemas.typeId(tx, { id });
      if (blockTypeId === undefined) throw new OrchError('block_schema.type_not_found', {}, { id });
      return this.register(tx, { fields, definitions, blockTypeId, capabilities, version }, 0);
    });
  }

  /** @throws OrchError `block_schema.not_found`, `block_schema.protected` */
  async delete(scope: WorkspaceScope, id: string): Promise<void> {
    const isDeleted = await this.db.transaction(scope, async (tx) => {
      if (!(await this.schemas.delete(tx, id))) return false;
      await tx.execute(clearDefaultStorage(scope.workspaceId));
      return true;
    });
    if (isDeleted) return;
    throw new OrchError(
      (await this.schemas.read(scope, id)) ? 'block_schema.protected' : 'block_schema.not_found',
    );
  }

  private async register(
    tx: Tx,
    given: Given,
    depth: number,
  ): Promise<{ row: BlockSchemaRow; isNew: boolean }> {
    if (depth > NESTING_MAX) throw rejected('block schemas are nested too deep');
    const { fields, definitions, blockTypeId, capabilities, version } = given;
    const checksum = schemaChecksum(definitions ? { ...fields, definitions } : fields);
    const existing = await this.schemas.readByChecksum(tx, checksum, version);
    if (existing) return { row: existing, isNew: false };
    const id = this.ids.next();
    await this.schemas.insert(tx, {
      id,
      blockTypeId,
      checksum,
      capabilities,
      version,
      fields: printLossless(whole(given)),
    });
    for (const nested of nestedReferences(fields)) await this.registerNested(tx, given, nested, depth);
    const row = await this.schemas.readByChecksum(tx, checksum, version);
    if (!row) throw new Error('a schema that was just written is not there');
    return { row, isNew: row.s_id === id };
  }

  /** Upstream: models/block_schemas.py, function _register_nested_block_schemas (3.8.8). */
  private async registerNested(
    tx: Tx,
    { fields, definitions }: Given,
    nested: NestedReference,
    depth: number,
  ): Promise<void> {
    const { name, slug, checksum } = nested;
    const blockTypeId = await this.schemas.typeId(tx, { slug });
    if (blockTypeId === undefined)
      throw new OrchError('block_schema.nested_type_missing', {}, { slug: slug.slice(0, SHOWN_CHARS_MAX) });
    if (await this.schemas.readByChecksum(tx, checksum, null)) return;
    const inner = definitions && nestedFields(fields, definitions, name, slug);
    if (!inner)
      throw rejected(`the definition of the nested block '${slug.slice(0, SHOWN_CHARS_MAX)}' is missing`);
    const more = { blockTypeId, capabilities: [], version: DEFAULT_VERSION };
    await this.register(tx, { fields: inner, definitions, ...more }, depth + 1);
  }
}

const rejected = (text: string): OrchError => new OrchError('request.rejected', {}, { text });

/** `fields` arrive as raw text when they were sent. */
function fieldsOf({ fields }: BlockSchemaCreate): JsonObject {
  return typeof fields === 'string' ? parseLosslessObject(fields) : fields;
}

/** The fields as they are kept: with references, and with the definitions that are in use. */
function whole({ fields, definitions }: Given): JsonObject {
  const references = isObject(fields['block_schema_references']) ? fields['block_schema_references'] : {};
  const used =
    'definitions' in fields || !definitions ? undefined : definitionsOf(fields, definitions, () => true);
  const needed = used && Object.keys(used).length > 0 ? { definitions: used } : {};
  return { ...fields, ...needed, block_schema_references: references };
}

function nestedReferences(fields: JsonObject): NestedReference[] {
  const references = fields['block_schema_references'];
  if (!isObject(references)) return [];
  return Object.entries(references).flatMap(([name, given]) =>
    (Array.isArray(given) ? given : [given]).map((entry: unknown) => {
      const { block_type_slug: slug, block_schema_checksum: checksum } = isObject(entry) ? entry : {};
      if (typeof slug === 'string' && typeof checksum === 'string') return { name, slug, checksum };
      throw rejected('a block schema reference needs a block_type_slug and a block_schema_checksum');
    }),
  );
}
