import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { JSX } from 'react';
import { type BlockDocument, blockQuery, blocks, blocksKey, type BlockSchema } from '../../api/blocks.ts';
import type { JsonObject } from '../../api/deployments.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { useAction } from '../inside/use-action.ts';
import type { Values } from '../schema-form/schema-field.ts';
import { ThingView } from '../runs/thing-view.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { BlockForm } from './block-form.tsx';
import { BlockLink } from '../runs/place-link.tsx';
import { useOpenBlock } from './block-links.tsx';

const route = getRouteApi('/account/$account/workspace/$workspace/blocks/block/$id/edit');
const EMPTY: BlockSchema = { id: '', fields: {}, capabilities: [], version: '' };

/** Other blocks stand in the data with their own values: the form names them by their id. */
const startOf = (block: BlockDocument): Values => ({
  ...block.data,
  ...Object.fromEntries(
    Object.entries(block.block_document_references).flatMap(([name, { block_document: other }]) =>
      other ? [[name, { $ref: { block_document_id: other.id } }]] : [],
    ),
  ),
});

/** Changes the values of a block; secrets that nobody touches stay. */
export function EditBlockPage(): JSX.Element {
  const { place } = useWorkspace();
  const { id } = route.useParams();
  return (
    <ThingView
      what="block"
      list="blocks"
      query={useQuery({ ...blockQuery(place, id), refetchOnWindowFocus: false })}
    >
      {(block) => <Edit key={id} block={block} />}
    </ThingView>
  );
}

function Edit({ block }: { block: BlockDocument }): JSX.Element {
  const { place } = useWorkspace();
  const open = useOpenBlock();
  const save = useAction({
    run: (data: JsonObject) => blocks.replace(place, block.id, data),
    refresh: [blocksKey(place)],
    quiet: true,
    done: 'Block saved',
    then: () => open.one(block.id),
  });
  return (
    <>
      <PageHeader
        above={
          <BlockLink id={block.id} className="text-13 text-ink-3 hover:text-ink">
            {block.name}
          </BlockLink>
        }
        title="Edit block"
        description={`${block.block_type_name ?? ''}. Secrets stay unless you write others.`}
      />
      <BlockForm
        schema={block.block_schema ?? EMPTY}
        start={startOf(block)}
        action="Save block"
        isBusy={save.isPending}
        error={save.error}
        onSubmit={(_, data) => save.mutate(data)}
        onCancel={() => open.one(block.id)}
      />
    </>
  );
}
