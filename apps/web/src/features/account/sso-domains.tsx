import type { SsoDomainResponse } from '@orch/contract';
import { useQuery } from '@tanstack/react-query';
import { type JSX, type SubmitEvent, useState } from 'react';
import { fieldError, messageOf } from '../../api/api-error.ts';
import { sso, ssoDomainsQuery } from '../../api/sso.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Input } from '../../ui/input.tsx';
import { useAction } from '../inside/use-action.ts';
import { useAccount } from './account-shell.tsx';

/** Whose addresses a provider may speak for; each has to be proven. */
export function SsoDomains({ connectionId }: { readonly connectionId: string }): JSX.Element {
  const { account_id } = useAccount();
  const { data: domains = [] } = useQuery(ssoDomainsQuery(account_id, connectionId));
  const [domain, setDomain] = useState('');
  const add = useAction({
    run: () => sso.addDomain(account_id, connectionId, domain.trim().toLowerCase()),
    refresh: [['account', account_id, 'sso', connectionId]],
    quiet: true,
    then: () => setDomain(''),
  });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <section aria-label="Domains" className="border-t border-line pt-4">
      <h3 className="font-medium">Domains</h3>
      <p className="mb-3 text-ink-2">
        People with these addresses are sent to the provider. Prove each domain first.
      </p>
      {domains.length > 0 && (
        <ul className="mb-3 divide-y divide-line rounded-6 border border-line">
          {domains.map((one) => (
            <Domain key={one.id} connectionId={connectionId} domain={one} />
          ))}
        </ul>
      )}
      <form onSubmit={submit} className="flex gap-2">
        <Input
          aria-label="Domain"
          placeholder="example.com"
          value={domain}
          onChange={(event) => setDomain(event.target.value)}
        />
        <Button type="submit" busy={add.isPending} disabled={domain.trim() === ''}>
          Add
        </Button>
      </form>
      {add.error && (
        <p role="alert" className="mt-1.5 text-12 text-danger">
          {fieldError(add.error, 'domain') ?? messageOf(add.error)}
        </p>
      )}
    </section>
  );
}

function Domain({ connectionId, domain }: { connectionId: string; domain: SsoDomainResponse }): JSX.Element {
  const { account_id } = useAccount();
  const refresh = [['account', account_id, 'sso', connectionId]];
  const verify = useAction({
    run: () => sso.verifyDomain(account_id, connectionId, domain.id),
    refresh,
    done: `${domain.domain} is proven`,
  });
  const remove = useAction({ run: () => sso.removeDomain(account_id, connectionId, domain.id), refresh });
  return (
    <li className="px-3 py-2.5">
      <div className="flex items-center gap-2">
        <span className="min-w-0 flex-1 truncate font-medium">{domain.domain}</span>
        {domain.verified ? (
          <Badge tone="ok" icon="check">
            Proven
          </Badge>
        ) : (
          <Badge tone="warn">Not proven</Badge>
        )}
        {!domain.verified && (
          <Button size="small" busy={verify.isPending} onClick={() => verify.mutate()}>
            Check
          </Button>
        )}
        <IconButton
          icon="trash"
          size="small"
          label={`Remove ${domain.domain}`}
          onClick={() => remove.mutate()}
        />
      </div>
      {!domain.verified && (
        <dl className="mt-2 grid grid-cols-[48px_1fr] items-center gap-x-3 text-12">
          <dt className="text-ink-3">TXT</dt>
          <dd className="flex min-w-0 items-center gap-1">
            <code className="truncate font-mono">{domain.txt_name}</code>
            <CopyButton text={domain.txt_name} label="Copy name" />
          </dd>
          <dt className="text-ink-3">Value</dt>
          <dd className="flex min-w-0 items-center gap-1">
            <code className="truncate font-mono">{domain.txt_value}</code>
            <CopyButton text={domain.txt_value} label="Copy value" />
          </dd>
        </dl>
      )}
    </li>
  );
}
