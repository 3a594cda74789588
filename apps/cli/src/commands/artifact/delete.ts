import type { Command } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { Failure } from '../../failure.ts';
import { isUuid } from '../../values.ts';

const PAGE = 200;

/** One artifact by its id, or all that were published under a key. */
const idsOf = async ({ client }: CommandContext, wanted: string): Promise<readonly string[]> => {
  if (isUuid(wanted)) return [wanted];
  const ids: string[] = [];
  for (let offset = 0; ; offset += PAGE) {
    const page = await client.call('POST /artifacts/filter', {
      body: { artifacts: { key: { any_: [wanted] } }, limit: PAGE, offset },
    });
    ids.push(...page.map(({ id }) => id));
    if (page.length < PAGE) break;
  }
  if (ids.length === 0) throw new Failure(`there is no artifact "${wanted}"`);
  return ids;
};

export const deleteArtifact: Command = {
  name: 'delete',
  summary: 'Delete an artifact, or all under a key',
  takes: [['<artifact>', 'key or id']],
  examples: ['artifact delete duration-model-report --yes'],
  run: async (context, given) => {
    const wanted = given.arg(0);
    const ids = await idsOf(context, wanted);
    const what = ids.length === 1 ? `artifact "${wanted}"` : `${ids.length} artifacts "${wanted}"`;
    await context.confirm(`Delete ${what}?`);
    for (const id of ids) await context.client.call('DELETE /artifacts/{id}', { path: { id } });
    const said = ids.length === 1 ? `artifact ${wanted}` : `${ids.length} artifacts ${wanted}`;
    await context.print.done(`Deleted ${said}.`, { deleted: ids }, wanted);
  },
};
