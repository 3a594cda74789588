import type { SsoConnectionResponse } from '@orch/contract';
import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { sso, ssoConnectionsQuery } from '../../api/sso.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Card, Facts } from '../../ui/card.tsx';
import { Switch } from '../../ui/choice.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { toast } from '../../ui/toast.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { useAction } from '../inside/use-action.ts';
import { useAccount } from './account-shell.tsx';
import { SsoConnectionDialog } from './sso-connection-dialog.tsx';
import { SsoDomains } from './sso-domains.tsx';
import { SsoGroups } from './sso-groups.tsx';

/** Sign-in by the organisation's own identity provider. */
export function SsoPage(): JSX.Element {
  const { account_id } = useAccount();
  const query = useQuery(ssoConnectionsQuery(account_id));
  const [isCreating, setCreating] = useState(false);
  const add = (
    <Button kind="primary" icon="plus" onClick={() => setCreating(true)}>
      Add a provider
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Single sign-on"
        description="People of your organisation sign in by your own identity provider (OpenID Connect)."
        actions={add}
      />
      <QueryView query={query}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState icon="lock" title="No identity provider yet" action={add}>
              Works with Okta, Entra ID, Google, Keycloak and every other provider that speaks OpenID Connect.
            </EmptyState>
          ) : (
            <div className="flex flex-col gap-6">
              {rows.map((one) => (
                <Connection key={one.id} connection={one} />
              ))}
            </div>
          )
        }
      </QueryView>
      {isCreating && <SsoConnectionDialog onClose={() => setCreating(false)} />}
    </>
  );
}

function Connection({ connection }: { connection: SsoConnectionResponse }): JSX.Element {
  const { account_id } = useAccount();
  const { id } = connection;
  const [doing, setDoing] = useState<'edit' | 'delete' | undefined>();
  const refresh = [['account', account_id, 'sso']];
  const update = useAction({
    run: (change: Parameters<typeof sso.update>[2]) => sso.update(account_id, id, change),
    refresh,
    done: 'Saved',
  });
  const remove = useAction({ run: () => sso.remove(account_id, id), refresh, done: 'Provider removed' });
  const test = useAction({
    run: () => sso.test(account_id, id),
    then: ({ ok, problem }) =>
      ok
        ? toast.ok('The provider answers as it should')
        : toast.error('The provider does not work', problem ?? undefined),
  });
  return (
    <Card
      title={connection.name}
      actions={
        <>
          <Badge tone={connection.enabled ? 'ok' : 'neutral'}>{connection.enabled ? 'On' : 'Off'}</Badge>
          <Button size="small" busy={test.isPending} onClick={() => test.mutate()}>
            Test
          </Button>
          <Menu trigger={<IconButton icon="dots" label={`Actions for ${connection.name}`} size="small" />}>
            <MenuItem icon="pencil" onSelect={() => setDoing('edit')}>
              Edit
            </MenuItem>
            <MenuItem icon="trash" danger onSelect={() => setDoing('delete')}>
              Remove
            </MenuItem>
          </Menu>
        </>
      }
    >
      <Facts
        rows={[
          ['Issuer', connection.issuer],
          [
            'Client id',
            <span key="client" className="font-mono text-12">
              {connection.client_id}
            </span>,
          ],
          [
            'Redirect address',
            <span key="redirect" className="flex items-center gap-1">
              <span className="min-w-0 font-mono text-12 break-all">{connection.redirect_uri}</span>
              <CopyButton text={connection.redirect_uri} label="Copy redirect address" />
            </span>,
          ],
        ]}
      />
      <div className="my-4 flex flex-col gap-4 border-t border-line pt-4">
        <Switch
          label="Sign-in by this provider"
          checked={connection.enabled}
          onChange={(enabled) => update.mutate({ enabled })}
        />
        <Switch
          label="Required"
          hint="Members may no longer use a password. Owners still can, so that nobody is locked out."
          checked={connection.enforced}
          onChange={(enforced) => update.mutate({ enforced })}
        />
        <Switch
          label="New people join by themselves"
          hint="Whoever the provider lets in becomes a member at the first sign-in."
          checked={connection.just_in_time}
          onChange={(just_in_time) => update.mutate({ just_in_time })}
        />
      </div>
      <SsoDomains connectionId={id} />
      <SsoGroups connection={connection} />
      {doing === 'edit' && (
        <SsoConnectionDialog connection={connection} onClose={() => setDoing(undefined)} />
      )}
      {doing === 'delete' && (
        <Confirm
          open
          onOpenChange={() => setDoing(undefined)}
          title={`Remove ${connection.name}?`}
          action="Remove"
          onConfirm={() => remove.mutateAsync()}
        >
          People who sign in only by this provider cannot come in any more.
        </Confirm>
      )}
    </Card>
  );
}
