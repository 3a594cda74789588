import type { DeletedThing } from '@orch/contract';
import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { fieldError, formError } from '../../api/api-error.ts';
import { deletedWorkspacesQuery, workspaces } from '../../api/workspaces.ts';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Input } from '../../ui/input.tsx';
import { DeletedList } from '../inside/deleted-list.tsx';
import { useAction } from '../inside/use-action.ts';
import { useAccount } from './account-shell.tsx';

/** Workspaces that were deleted and can still be brought back; nothing where there are none. */
export function DeletedWorkspaces(): JSX.Element {
  const { account_id } = useAccount();
  const { data = [] } = useQuery(deletedWorkspacesQuery(account_id));
  const [chosen, setChosen] = useState<DeletedThing | undefined>();
  return (
    <>
      <DeletedList label="Deleted workspaces" title="Deleted" deleted={data} onRestore={setChosen} />
      {chosen && <Restore deleted={chosen} onClose={() => setChosen(undefined)} />}
    </>
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
