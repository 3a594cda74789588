import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { usageQuery } from '../../api/audit.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Bars } from '../../ui/sparkline.tsx';
import { Segments } from '../../ui/segments.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { useAccount } from './account-shell.tsx';
import { actionText } from './action-text.ts';

const NUMBER = new Intl.NumberFormat('en');
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const BARS = 60;

/** So many numbers as fit side by side: neighbours are added up. */
const squeezed = (values: readonly number[]): number[] => {
  const size = Math.max(1, Math.ceil(values.length / BARS));
  return Array.from({ length: Math.ceil(values.length / size) }, (_, at) =>
    sum(values.slice(at * size, (at + 1) * size)),
  );
};

const RANGES = [
  { value: '1', label: '1 hour' },
  { value: '6', label: '6 hours' },
  { value: '24', label: '24 hours' },
] as const;

/** What the account asked of the server, by kind of request. */
export function UsagePage(): JSX.Element {
  const { account_id } = useAccount();
  const [hours, setHours] = useState<(typeof RANGES)[number]['value']>('1');
  const query = useQuery(usageQuery(account_id, Number(hours)));
  return (
    <>
      <PageHeader
        title="Usage"
        description="Requests of this account by minute, and how many were over the limit."
        actions={<Segments label="Time range" options={RANGES} value={hours} onChange={setHours} />}
      />
      <QueryView query={query}>
        {({ keys }) => {
          const kinds = Object.entries(keys);
          if (kinds.length === 0)
            return (
              <EmptyState icon="gauge" title="No requests in this time">
                As soon as a client speaks to this account, it shows here.
              </EmptyState>
            );
          return (
            <div className="grid gap-4 grid-cols-1 sm:grid-cols-2">
              {kinds.map(([kind, { requested, granted }]) => {
                const refused = sum(requested) - sum(granted);
                return (
                  <section
                    key={kind}
                    aria-label={actionText(kind)}
                    className="rounded-8 border border-line bg-surface p-4 sm:p-5"
                  >
                    <div className="flex items-baseline justify-between gap-3">
                      <h2 className="font-medium">{actionText(kind)}</h2>
                      <p className={`num text-12 ${refused > 0 ? 'text-danger' : 'text-ink-3'}`}>
                        {refused > 0 ? `${NUMBER.format(refused)} over the limit` : 'None over the limit'}
                      </p>
                    </div>
                    <p className="num mt-1 mb-3 text-26 font-semibold">{NUMBER.format(sum(requested))}</p>
                    <Bars
                      values={squeezed(requested)}
                      label={`${NUMBER.format(sum(requested))} requests, ${NUMBER.format(refused)} refused`}
                    />
                  </section>
                );
              })}
            </div>
          );
        }}
      </QueryView>
    </>
  );
}
