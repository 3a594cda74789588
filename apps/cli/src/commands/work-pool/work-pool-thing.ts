import type { CommandContext } from '../../context.ts';

export const workPoolThing = {
  kind: 'work pool',
  argument: ['<pool>', 'its name'],
  find: ({ client }: CommandContext, wanted: string) =>
    client.call('GET /work_pools/{name}', { path: { name: wanted } }),
  name: (row: object) => String('name' in row ? row.name : ''),
} as const;
