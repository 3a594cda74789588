import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { JSX } from 'react';
import {
  blocks,
  type BlockSchema,
  blockSchemaQuery,
  blocksKey,
  type BlockType,
  blockTypesQuery,
} from '../../api/blocks.ts';
import type { JsonObject } from '../../api/deployments.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { useAction } from '../inside/use-action.ts';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { BlockForm } from './block-form.tsx';
import { BackToBlocks, useOpenBlock } from './block-links.tsx';

const route = getRouteApi('/account/$account/workspace/$workspace/blocks/catalog/$slug/create');

/** A new block of one type. */
export function CreateBlockPage(): JSX.Element {
  const { place } = useWorkspace();
  const { slug } = route.useParams();
  const types = useQuery(blockTypesQuery(place));
  const type = types.data?.find((one) => one.slug === slug);
  const schema = useQuery(blockSchemaQuery(place, type?.id ?? ''));
  return (
    <>
      <PageHeader
        above={<BackToBlocks catalog />}
        title={`New ${type?.name ?? slug}`}
        description={type?.description}
      />
      <QueryView query={types}>
        {() =>
          type === undefined ? (
            <EmptyState icon="search" title="There is no such type of block">
              It may come with a library that no worker has registered yet.
            </EmptyState>
          ) : (
            <QueryView query={schema} rows={6}>
              {(found) =>
                found === null ? (
                  <EmptyState icon="blocks" title="This type has no schema yet">
                    Register the library that it comes with.
                  </EmptyState>
                ) : (
                  <Create type={type} schema={found} />
                )
              }
            </QueryView>
          )
        }
      </QueryView>
    </>
  );
}

function Create({ type, schema }: { type: BlockType; schema: BlockSchema }): JSX.Element {
  const { place } = useWorkspace();
  const open = useOpenBlock();
  const create = useAction({
    run: ({ name, data }: { name: string; data: JsonObject }) =>
      blocks.create(place, { name, data, block_type_id: type.id, block_schema_id: schema.id }),
    refresh: [blocksKey(place)],
    quiet: true,
    done: 'Block created',
    then: ({ id }) => open.one(id),
  });
  return (
    <BlockForm
      withName
      schema={schema}
      action="Create block"
      isBusy={create.isPending}
      error={create.error}
      onSubmit={(name, data) => create.mutate({ name, data })}
      onCancel={open.catalog}
    />
  );
}
