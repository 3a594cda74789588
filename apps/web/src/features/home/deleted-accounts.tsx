import type { DeletedThing } from '@orch/contract';
import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { accounts, deletedAccountsQuery } from '../../api/accounts.ts';
import { formError } from '../../api/api-error.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { DeletedList } from '../inside/deleted-list.tsx';
import { useAction } from '../inside/use-action.ts';

/** Accounts that one owned and that can still be brought back. */
export function DeletedAccounts(): JSX.Element {
  const { data = [] } = useQuery(deletedAccountsQuery);
  const [chosen, setChosen] = useState<DeletedThing | undefined>();
  return (
    <>
      <DeletedList label="Deleted accounts" title="Deleted accounts" deleted={data} onRestore={setChosen} />
      {chosen && <Restore deleted={chosen} onClose={() => setChosen(undefined)} />}
    </>
  );
}

function Restore({ deleted, onClose }: { deleted: DeletedThing; onClose: () => void }): JSX.Element {
  const restore = useAction({
    run: () => accounts.restore(deleted.id),
    refresh: [['me'], ['account', deleted.id]],
    quiet: true,
    done: `${deleted.name} is back`,
    then: onClose,
  });
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title={`Restore ${deleted.name}?`}
      action="Restore account"
      busy={restore.isPending}
      error={formError(restore.error, [])}
      onSubmit={() => restore.mutate()}
    >
      <p>
        All its workspaces come back with everything that was in them. Members and keys get in again, and what
        is scheduled runs.
      </p>
    </FormDialog>
  );
}
