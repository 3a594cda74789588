import type { JsonObject } from '@orch/client';
import type { Noun } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { usage } from '../../failure.ts';
import { isUuid } from '../../values.ts';
import { deleteCommand } from '../../verbs/delete-command.ts';
import { inspectCommand } from '../../verbs/inspect-command.ts';
import { createBlock } from './create.ts';
import { blockName, lsBlocks } from './ls.ts';
import { registerBlocks } from './register.ts';
import { lsBlockTypes } from './type-ls.ts';

const thing = {
  kind: 'block',
  argument: ['<block>', 'type-slug/name, or its id'],
  find: async ({ client }: CommandContext, wanted: string): Promise<JsonObject> => {
    if (isUuid(wanted)) return client.call('GET /block_documents/{id}', { path: { id: wanted } });
    const [slug = '', name] = wanted.split('/');
    if (!name) throw usage(`a block is TYPE/NAME or an id, not "${wanted}"`);
    return client.call('GET /block_types/slug/{slug}/block_documents/name/{block_document_name}', {
      path: { slug, block_document_name: name },
    });
  },
  name: blockName,
} as const;

const typeThing = {
  kind: 'block type',
  argument: ['<slug>', 'its slug'],
  find: ({ client }: CommandContext, wanted: string) =>
    client.call('GET /block_types/slug/{slug}', { path: { slug: wanted } }),
  name: (row: JsonObject) => String(row['slug']),
} as const;

export const block: Noun = {
  name: 'block',
  commands: [
    lsBlocks,
    createBlock,
    registerBlocks,
    inspectCommand(thing, 'name id block_type_name is_anonymous created updated data'.split(' '), {
      examples: ['block inspect secret/warehouse'],
    }),
    deleteCommand(
      thing,
      ({ client }, row) => client.call('DELETE /block_documents/{id}', { path: { id: String(row['id']) } }),
      { examples: ['block delete secret/warehouse --yes'] },
    ),
    lsBlockTypes,
    inspectCommand(
      typeThing,
      'name slug id is_protected description documentation_url code_example'.split(' '),
      {
        verb: 'type inspect',
        examples: ['block type inspect secret'],
      },
    ),
    deleteCommand(
      typeThing,
      ({ client }, row) => client.call('DELETE /block_types/{id}', { path: { id: String(row['id']) } }),
      { verb: 'type delete', examples: ['block type delete my-type --yes'] },
    ),
  ],
};
