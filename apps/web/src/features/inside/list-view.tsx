import type { UseQueryResult } from '@tanstack/react-query';
import type { JSX, ReactNode } from 'react';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { Pagination } from '../../ui/pagination.tsx';
import { Table } from '../../ui/table.tsx';
import type { TableProps } from '../../ui/table-props.ts';
import { useTypedName } from '../runs/use-typed-name.ts';
import { QueryView } from './query-view.tsx';

interface ListSearch {
  readonly name?: string;
  readonly offset?: string;
}

/** Name and page of a list, as they stand in the address. */
export function useListSearch<S extends ListSearch>(search: S, go: (search: S, replace: boolean) => void) {
  const { name: _, offset: __, ...others } = search;
  const offset = Number(search.offset) || 0;
  const [typed, setTyped] = useTypedName(
    search.name ?? '',
    // the rest of a search is what is left of S, which the compiler cannot see
    (next) => go({ ...others, ...(next ? { name: next } : {}) } as S, true),
  );
  return {
    name: search.name ?? '',
    offset,
    typed,
    setTyped,
    setOffset: (next: number) => go({ ...search, offset: String(next) }, false),
  };
}

/** A list that is searched by name and read a page at a time. */
export function ListView<T>(
  props: Omit<TableProps<T>, 'rows' | 'empty'> & {
    readonly query: UseQueryResult<readonly T[]>;
    readonly list: ReturnType<typeof useListSearch>;
    readonly pageSize: number;
    /** What the search box asks for, e.g. "Search blocks". */
    readonly searchLabel: string;
    readonly filters?: ReactNode;
    readonly onReset?: (() => void) | undefined;
    /** When nothing fits the search, and when there is nothing at all. */
    readonly notFound: ReactNode;
    readonly empty: ReactNode;
  },
): JSX.Element {
  const { query, list, pageSize, searchLabel, filters, onReset, notFound, empty, ...table } = props;
  const isNarrowed = list.name !== '' || onReset !== undefined;
  const isBare = query.data?.length === 0 && list.offset === 0 && !isNarrowed;
  return (
    <>
      {!isBare && (
        <FilterBar
          search={{ value: list.typed, onChange: list.setTyped, label: searchLabel }}
          onReset={onReset}
        >
          {filters}
        </FilterBar>
      )}
      <QueryView query={query} rows={8}>
        {(rows) => (
          <>
            <Table {...table} rows={rows} empty={isNarrowed ? notFound : empty} />
            <Pagination
              offset={list.offset}
              shown={rows.length}
              pageSize={pageSize}
              hasMore={rows.length === pageSize}
              onChange={list.setOffset}
            />
          </>
        )}
      </QueryView>
    </>
  );
}
