import type { IpAllowlistEntry } from '@orch/contract';
import { useQuery } from '@tanstack/react-query';
import { type JSX, type SubmitEvent, useState } from 'react';
import { messageOf } from '../../api/api-error.ts';
import { accountSettingsQuery, ipAllowlistQuery, myAccessQuery, network } from '../../api/audit.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Switch } from '../../ui/choice.tsx';
import { Input } from '../../ui/input.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Time } from '../../ui/time.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { useAction } from '../inside/use-action.ts';
import { useAccount } from './account-shell.tsx';

/** From where the account may be reached. */
export function NetworkPage(): JSX.Element {
  const { account_id } = useAccount();
  const query = useQuery(ipAllowlistQuery(account_id));
  const settings = useQuery(accountSettingsQuery(account_id));
  const mine = useQuery(myAccessQuery(account_id));
  const refresh = [
    ['account', account_id, 'settings'],
    ['account', account_id, 'my-access'],
  ];
  const enforce = useAction({
    run: (next: boolean) => network.enforce(account_id, next),
    refresh,
    done: (_, next) => (next ? 'Only listed networks may enter' : 'Every network may enter'),
  });
  return (
    <>
      <PageHeader
        title="Network"
        description="Let only certain networks use this account, by browser and by key."
      />
      <div className="flex flex-col gap-6">
        {mine.data && (
          <Notice tone={mine.data.allowed ? 'ok' : 'warn'}>
            {mine.data.detail ||
              (mine.data.allowed ? 'Your own address may enter.' : 'Your own address is not on the list.')}
          </Notice>
        )}
        <Card>
          <Switch
            label="Only listed networks may enter"
            hint="Requests from elsewhere are refused. You cannot lock yourself out: your own address must be on the list."
            checked={settings.data?.enforce_ip_allowlist === true}
            disabled={!settings.data || enforce.isPending}
            onChange={(next) => enforce.mutate(next)}
          />
        </Card>
        <QueryView query={query}>
          {({ entries }) => <Entries key={entries.length} entries={entries} />}
        </QueryView>
      </div>
    </>
  );
}

function Entries({ entries }: { entries: readonly IpAllowlistEntry[] }): JSX.Element {
  const { account_id } = useAccount();
  const [address, setAddress] = useState('');
  const [description, setDescription] = useState('');
  const save = useAction({
    run: (next: readonly IpAllowlistEntry[]) => network.save(account_id, next),
    refresh: [
      ['account', account_id, 'ip-allowlist'],
      ['account', account_id, 'my-access'],
    ],
    quiet: true,
    done: 'Networks saved',
  });
  const add = (event: SubmitEvent): void => {
    event.preventDefault();
    if (address.trim() === '') return;
    save.mutate([
      ...entries,
      { ip_network: address.trim(), enabled: true, description: description || null, last_seen: null },
    ]);
  };
  return (
    <Card
      title="Networks"
      description="Single addresses or ranges, such as 203.0.113.7 or 203.0.113.0/24."
      flush
    >
      {save.error && (
        <div className="p-4 pb-0">
          <Notice tone="danger">{messageOf(save.error)}</Notice>
        </div>
      )}
      <ul aria-label="Networks" className="divide-y divide-line">
        {entries.map((entry) => (
          <li key={entry.ip_network} className="flex min-h-12 items-center gap-4 px-4 py-2 sm:px-5">
            <Switch
              bare
              label={`Use ${entry.ip_network}`}
              checked={entry.enabled}
              onChange={(enabled) =>
                save.mutate(entries.map((one) => (one === entry ? { ...one, enabled } : one)))
              }
            />
            <span className="min-w-0 flex-1">
              <code className="block truncate font-mono text-13">{entry.ip_network}</code>
              {entry.description && (
                <span className="block truncate text-12 text-ink-3">{entry.description}</span>
              )}
            </span>
            <span className="hidden text-12 text-ink-3 sm:block">
              {entry.last_seen && 'Seen '}
              <Time at={entry.last_seen} never="Never seen" />
            </span>
            <IconButton
              icon="trash"
              size="small"
              label={`Remove ${entry.ip_network}`}
              onClick={() => save.mutate(entries.filter((one) => one !== entry))}
            />
          </li>
        ))}
        <li className="px-4 py-3 sm:px-5">
          <form onSubmit={add} className="flex flex-wrap gap-2">
            <Input
              mono
              aria-label="Network"
              placeholder="203.0.113.0/24"
              value={address}
              onChange={(event) => setAddress(event.target.value)}
              className="min-w-40 flex-1"
            />
            <Input
              aria-label="Description"
              placeholder="Office"
              value={description}
              onChange={(event) => setDescription(event.target.value)}
              className="min-w-32 flex-1"
            />
            <Button type="submit" icon="plus" busy={save.isPending}>
              Add
            </Button>
          </form>
        </li>
      </ul>
    </Card>
  );
}
