import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { runChoicesQuery } from '../../api/run-lines.ts';
import { DateRangePicker } from '../../ui/date-range.tsx';
import { Filter, FilterBar } from '../../ui/filter-bar.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { rangeOf, type RunSearch, searchOfRange, STATE_CHOICES } from './run-search.ts';
import { useTypedName } from './use-typed-name.ts';

/** Changes what the address says; `undefined` takes a filter away. */
export type SetSearch = (change: { [K in keyof RunSearch]: string | undefined }) => void;

const STATES = STATE_CHOICES.map(([value, label]) => ({ value, label }));
const sameText = (texts: readonly string[]) => [...new Set(texts)].map((value) => ({ value, label: value }));

/** What the list of runs is narrowed by. */
export function RunFilters(props: {
  readonly search: RunSearch;
  readonly set: SetSearch;
  readonly onReset: () => void;
}): JSX.Element {
  const { search, set, onReset } = props;
  const { place } = useWorkspace();
  const { data } = useQuery(runChoicesQuery(place));
  const [name, setName] = useTypedName(search.name ?? '', (next) => set({ name: next || undefined }));
  const deployments = data?.deploymentChoices ?? [];
  const pools = deployments.flatMap(({ hint }) => hint ?? []);
  const tags = [...deployments, ...(data?.flowChoices ?? [])].flatMap((one) => one.tags);
  return (
    <FilterBar
      search={{ value: name, onChange: setName, label: 'Search by name' }}
      onReset={Object.keys(search).length > 0 ? onReset : undefined}
    >
      <Filter
        label="State"
        icon="filter"
        options={STATES}
        value={search.state}
        onChange={(state) => set({ state })}
      />
      <Filter
        label="Flow"
        options={(data?.flowChoices ?? []).map(({ id, name: label }) => ({ value: id, label }))}
        value={search.flow}
        onChange={(flow) => set({ flow })}
      />
      <Filter
        label="Deployment"
        options={deployments.map(({ id, name: label }) => ({ value: id, label }))}
        value={search.deployment}
        onChange={(deployment) => set({ deployment })}
      />
      <Filter
        label="Pool"
        options={sameText([...pools, ...(search.pool ? [search.pool] : [])])}
        value={search.pool}
        onChange={(pool) => set({ pool })}
      />
      <Filter
        label="Tag"
        options={sameText([...tags, ...(search.tag ? [search.tag] : [])])}
        value={search.tag}
        onChange={(tag) => set({ tag })}
        free
      />
      <div className="sm:ml-auto">
        <DateRangePicker
          value={rangeOf(search)}
          onChange={(range) =>
            set({ hours: undefined, from: undefined, to: undefined, ...searchOfRange(range) })
          }
        />
      </div>
    </FilterBar>
  );
}
