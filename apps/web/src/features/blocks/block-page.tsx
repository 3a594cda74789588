import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import { messageOf } from '../../api/api-error.ts';
import { type BlockDocument, blockQuery, blocks, blocksKey } from '../../api/blocks.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Card, Facts } from '../../ui/card.tsx';
import { Code, JsonView } from '../../ui/code.tsx';
import { copyText } from '../../ui/copy-text.ts';
import { Confirm } from '../../ui/dialog.tsx';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Time } from '../../ui/time.tsx';
import { ObjectAccessTab } from '../access/object-access-tab.tsx';
import { useAction } from '../inside/use-action.ts';
import { fieldsOf, isMasked } from '../schema-form/schema-field.ts';
import { ThingView } from '../runs/thing-view.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { BlockLink } from '../runs/place-link.tsx';
import { BackToBlocks, useOpenBlock } from './block-links.tsx';
import { BlockSign } from './block-look.tsx';
import { isNotifying } from './is-notifying.ts';

const route = getRouteApi('/account/$account/workspace/$workspace/blocks/block/$id');

/** One block: its values without secrets, how a flow loads it. */
export function BlockPage(): JSX.Element {
  const { place } = useWorkspace();
  const { id } = route.useParams();
  return (
    <ThingView what="block" list="blocks" query={useQuery(blockQuery(place, id))}>
      {(block) => <Shown key={id} block={block} />}
    </ThingView>
  );
}

function Shown({ block }: { block: BlockDocument }): JSX.Element {
  const slug = block.block_type?.slug ?? '';
  const canNotify = isNotifying(block);
  return (
    <>
      <PageHeader
        above={<BackToBlocks />}
        title={block.name ?? 'Block'}
        description={
          <span className="mt-1.5 flex flex-wrap items-center gap-2">
            <BlockSign slug={slug} name={block.block_type_name ?? ''} size={24} />
            {block.block_type_name}
            {canNotify && <Badge icon="bell">Notifies</Badge>}
          </span>
        }
        actions={<Actions block={block} />}
      />
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,1fr)_380px]">
        <div className="flex min-w-0 flex-col gap-4">
          <Card title="Values" description="Secrets are never shown.">
            <ValueList block={block} />
          </Card>
          <ObjectAccessTab wide object={{ kind: 'block_documents', id: block.id }} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          {canNotify && <TestCard block={block} />}
          <Card title="In a flow">
            <Code wrap label="Copy code" text={snippet(slug, block.name ?? '')} />
          </Card>
          <Card title="Block">
            <Facts
              rows={[
                [
                  'Id',
                  <span key="id" className="font-mono text-12">
                    {block.id}
                  </span>,
                ],
                ['Created', <Time key="created" at={block.created} />],
                ['Changed', <Time key="updated" at={block.updated} />],
                ['Schema', block.block_schema?.version ?? '–'],
              ]}
            />
          </Card>
        </div>
      </div>
    </>
  );
}

const snippet = (slug: string, name: string): string => {
  if (slug === 'secret')
    return `from prefect.blocks.system import Secret\n\nvalue = Secret.load(${JSON.stringify(name)}).get()`;
  return `from prefect.blocks.core import Block\n\nblock = Block.load(${JSON.stringify(`${slug}/${name}`)})`;
};

function ValueList({ block }: { block: BlockDocument }): JSX.Element {
  const fields = fieldsOf(block.block_schema?.fields ?? null);
  const names = [...new Set([...fields.map(({ name }) => name), ...Object.keys(block.data)])];
  const titles = new Map(fields.map(({ name, title }) => [name, title]));
  if (names.length === 0) return <p className="text-ink-3">This block has no values.</p>;
  return (
    <Facts
      rows={names.map((name) => [
        titles.get(name) ?? name,
        <ValueView key={name} value={block.data[name]} reference={block.block_document_references[name]} />,
      ])}
    />
  );
}

function ValueView(props: {
  value: unknown;
  reference: BlockDocument['block_document_references'][string] | undefined;
}): JSX.Element {
  const { value, reference } = props;
  if (reference?.block_document)
    return (
      <BlockLink id={reference.block_document.id} className="text-accent">
        {reference.block_document.name ?? 'A block'}
      </BlockLink>
    );
  if (value === undefined || value === null || value === '')
    return <span className="text-ink-3">Not set</span>;
  if (isMasked(value))
    return (
      <span className="text-ink-3">
        <span aria-hidden="true">••••••••</span>
        <span className="sr-only">Secret</span>
      </span>
    );
  if (typeof value === 'object') return <JsonView value={value} />;
  return <span className="font-mono text-12 break-all whitespace-pre-wrap">{String(value)}</span>;
}

function TestCard({ block }: { block: BlockDocument }): JSX.Element {
  const { place } = useWorkspace();
  const test = useAction({ run: () => blocks.test(place, block.id), quiet: true });
  return (
    <Card
      title="Test"
      description="Sends a message now, as an automation would."
      actions={
        <Button size="small" icon="send" busy={test.isPending} onClick={() => test.mutate()}>
          Send a test
        </Button>
      }
    >
      {test.error ? (
        <Notice tone="danger">{messageOf(test.error)}</Notice>
      ) : (
        test.data && (
          <Notice tone={test.data.ok ? 'ok' : 'danger'}>
            {test.data.ok ? 'It was sent.' : (test.data.error ?? 'It could not be sent.')}
          </Notice>
        )
      )}
    </Card>
  );
}

function Actions({ block }: { block: BlockDocument }): JSX.Element {
  const { place } = useWorkspace();
  const open = useOpenBlock();
  const [isAsked, setAsked] = useState(false);
  const remove = useAction({
    run: () => blocks.remove(place, block.id),
    refresh: [blocksKey(place)],
    done: 'Block deleted',
    then: open.list,
  });
  return (
    <>
      <Button kind="primary" icon="pencil" onClick={() => open.edit(block.id)}>
        Edit
      </Button>
      <Menu trigger={<IconButton icon="dots" kind="secondary" label="More actions" />}>
        <MenuItem icon="copy" onSelect={() => void copyText(block.id)}>
          Copy id
        </MenuItem>
        <MenuLine />
        <MenuItem icon="trash" danger onSelect={() => setAsked(true)}>
          Delete block
        </MenuItem>
      </Menu>
      <Confirm
        open={isAsked}
        onOpenChange={setAsked}
        title={`Delete ${block.name ?? 'this block'}?`}
        action="Delete block"
        onConfirm={() => remove.mutateAsync()}
      >
        Flows, deployments and automations that load it fail from now on.
      </Confirm>
    </>
  );
}
