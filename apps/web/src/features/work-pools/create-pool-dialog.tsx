import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { fieldError, formError } from '../../api/api-error.ts';
import { type PoolKind, poolKindsQuery, pools, poolsKey } from '../../api/work-pools.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/class-names.ts';
import { Command } from '../../ui/code.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Input } from '../../ui/input.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { useAction } from '../inside/use-action.ts';
import { useOpen } from '../runs/place-link.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { JobTemplateFields, type TemplateDraft, templateOf } from './job-template-fields.tsx';
import { workerCommand } from './worker-command.ts';

/** A work pool in three steps: where runs execute, what it is called, and how its first worker starts. */
export function CreatePoolDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const [kind, setKind] = useState<PoolKind | undefined>();
  const [made, setMade] = useState<string | undefined>();
  if (made !== undefined && kind) return <Made name={made} kind={kind} onClose={onClose} />;
  if (kind) return <Name kind={kind} onBack={() => setKind(undefined)} onMade={setMade} onClose={onClose} />;
  return <Kinds onChoose={setKind} onClose={onClose} />;
}

function Kinds(props: { onChoose: (kind: PoolKind) => void; onClose: () => void }): JSX.Element {
  const { place } = useWorkspace();
  return (
    <Dialog
      wide
      open
      onOpenChange={props.onClose}
      title="New work pool"
      description="Where shall runs execute?"
    >
      <QueryView query={useQuery(poolKindsQuery(place))}>
        {(kinds) => (
          <ul aria-label="Types of work pools" className="grid gap-2 grid-cols-1 sm:grid-cols-2">
            {kinds.map((kind) => (
              <li key={kind.type}>
                <button
                  type="button"
                  onClick={() => props.onChoose(kind)}
                  className={cx(
                    'flex size-full flex-col gap-1 rounded-8 border border-line bg-surface px-3.5 py-3 text-left',
                    'shadow-0 transition-colors hover:border-line-strong hover:bg-hover',
                  )}
                >
                  <span className="flex w-full items-center gap-2 font-medium">
                    <Icon
                      name={kind.type === 'process' ? 'terminal' : 'server'}
                      size={14}
                      className="text-ink-3"
                    />
                    <span className="min-w-0 flex-1 truncate">{kind.display_name ?? kind.type}</span>
                    {kind.is_beta && <Badge>Beta</Badge>}
                  </span>
                  <span className="line-clamp-3 text-12 text-ink-3">{kind.description}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </QueryView>
    </Dialog>
  );
}

function Name(props: {
  kind: PoolKind;
  onBack: () => void;
  onMade: (name: string) => void;
  onClose: () => void;
}): JSX.Element {
  const { kind, onBack, onMade, onClose } = props;
  const { place } = useWorkspace();
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [limit, setLimit] = useState('');
  const [draft, setDraft] = useState<TemplateDraft>({
    template: kind.default_base_job_configuration,
    json: undefined,
  });
  const create = useAction({
    run: () =>
      pools.create(place, {
        name: name.trim(),
        type: kind.type,
        base_job_template: templateOf(draft) ?? kind.default_base_job_configuration,
        ...(description ? { description } : {}),
        ...(limit ? { concurrency_limit: Number(limit) } : {}),
      }),
    refresh: [poolsKey(place)],
    quiet: true,
    done: 'Work pool created',
    then: (pool) => onMade(pool.name),
  });
  return (
    <FormDialog
      wide
      open
      onOpenChange={onClose}
      title={`New work pool: ${kind.display_name ?? kind.type}`}
      action="Create work pool"
      busy={create.isPending}
      disabled={templateOf(draft) === undefined}
      error={formError(create.error, ['name', 'description', 'concurrency_limit'])}
      onSubmit={() => create.mutate()}
    >
      <Field label="Name" error={fieldError(create.error, 'name')}>
        <Input
          autoFocus
          autoComplete="off"
          value={name}
          onChange={({ target }) => setName(target.value)}
          placeholder="production"
        />
      </Field>
      <Field label="Description" optional error={fieldError(create.error, 'description')}>
        <Input
          autoComplete="off"
          value={description}
          onChange={({ target }) => setDescription(target.value)}
        />
      </Field>
      <Field
        label="Runs at once"
        optional
        hint="No limit when left empty."
        error={fieldError(create.error, 'concurrency_limit')}
      >
        <Input inputMode="numeric" value={limit} onChange={({ target }) => setLimit(target.value)} />
      </Field>
      <Disclosure label="Infrastructure of its runs">
        <JobTemplateFields draft={draft} onChange={setDraft} />
      </Disclosure>
      <div>
        <Button kind="ghost" size="small" icon="arrowLeft" onClick={onBack}>
          Another type
        </Button>
      </div>
    </FormDialog>
  );
}

function Made(props: { name: string; kind: PoolKind; onClose: () => void }): JSX.Element {
  const { name, kind, onClose } = props;
  const open = useOpen();
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`${name} is ready`}
      description="Start a worker on a machine that shall run its flows."
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button kind="primary" onClick={() => open.pool(name)}>
            Open the work pool
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-2">
        {kind.install_command && <Command text={kind.install_command} />}
        <Command text={workerCommand(name)} />
      </div>
    </Dialog>
  );
}
