import type { DeletedThing } from '@orch/contract';
import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { fieldError, formError } from '../../api/api-error.ts';
import { deletedWorkspacesQuery, workspaces } from '../../api/workspaces.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Input } from '../../ui/input.tsx';
import { DayText, Time } from '../../ui/time.tsx';
import { useAction } from '../inside/use-action.ts';
import { useAccount } from './account-shell.tsx';

/** Workspaces that were deleted and can still be brought back; nothing where there are none. */
export function DeletedWorkspaces(): JSX.Element | null {
  const { account_id } = useAccount();
  const { data = [] } = useQuery(deletedWorkspacesQuery(account_id));
  const [chosen, setChosen] = useState<DeletedThing | undefined>();
  if (data.length === 0) return null;
  return (
    <div className="mt-8">
      <Card title="Deleted" description="They can be brought back until their day has come." flush>
        <ul aria-label="Deleted workspaces" className="divide-y divide-line">
          {data.map((one) => (
            <li key={one.id} className="flex items-center gap-3 px-4 py-2.5 sm:px-5">
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium">{one.name}</span>
                <span className="block text-12 text-ink-3">
                  Deleted <Time at={one.deleted} /> · gone for good on <DayText at={one.purged} />
                </span>
              </span>
              <Button size="small" icon="history" onClick={() => setChosen(one)}>
                Restore
              </Button>
            </li>
          ))}
        </ul>
      </Card>
      {chosen && <Restore deleted={chosen} onClose={() => setChosen(undefined)} />}
    </div>
  );
}

function Restore({ deleted, onClose }: { deleted: DeletedThing; onClose: () => void }): JSX.Element {
  const { account_id } = useAccount();
  const [handle, setHandle] = useState(deleted.handle);
  const restore = useAction({
    run: () => workspaces.restore(account_id, deleted.id, handle.trim() || undefined),
    refresh: [['me'], ['account', account_id]],
    quiet: true,
    done: `${deleted.name} is back`,
    then: onClose,
  });
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title={`Restore ${deleted.name}`}
      description="With everything that was in it. Keys work again, and what is scheduled runs."
      action="Restore workspace"
      busy={restore.isPending}
      error={formError(restore.error, ['handle'])}
      onSubmit={() => restore.mutate()}
    >
      <Field
        label="Handle"
        hint="Another one, should it have been taken meanwhile."
        error={fieldError(restore.error, 'handle')}
      >
        <Input mono autoComplete="off" value={handle} onChange={({ target }) => setHandle(target.value)} />
      </Field>
    </FormDialog>
  );
}
