import { type JSX, lazy, Suspense, useRef } from 'react';
import { cx } from './class-names.ts';
import type { RowsProps, TableProps } from './table-props.ts';
import { useListKeys } from './use-list-keys.ts';

export type { Column } from './table-props.ts';

const VirtualRows = lazy(() =>
  import('./virtual-rows.tsx').then((module) => ({ default: module.VirtualRows })),
);

/** More rows than this are drawn only where they can be seen. */
const VIRTUAL_FROM = 100;

type Placed = Pick<TableProps<unknown>['columns'][number], 'align' | 'narrowAlign' | 'wideOnly'>;
const cellClass = ({ align, narrowAlign, wideOnly }: Placed): string =>
  cx(
    'min-w-0 items-center',
    wideOnly ? 'hidden md:flex' : 'flex',
    align === 'end' && 'justify-end text-right',
    narrowAlign === 'end' && 'max-md:justify-end',
  );

/** A list with columns; thousands of rows cost as much as a screenful. */
export function Table<T>(props: TableProps<T>): JSX.Element {
  const { label, rows, columns, empty, flush = false } = props;
  const wide = columns.map((column) => column.width).join(' ');
  const narrow = columns
    .filter((column) => !column.wideOnly)
    .map((column) => column.narrow ?? column.width.replace(/minmax\(\d+px/, 'minmax(0'))
    .join(' ');
  const list = useRef<HTMLDivElement>(null);
  const activeKey = useListKeys(list, props);
  if (rows.length === 0 && empty) return <>{empty}</>;
  return (
    <div
      ref={list}
      data-list-keys={props.onRowClick ? '' : undefined}
      role="table"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      style={{ '--wide': wide, '--narrow': narrow } as React.CSSProperties}
      className={cx('num overflow-hidden bg-surface', !flush && 'rounded-8 border border-line')}
    >
      <div role="rowgroup">
        <div role="row" aria-rowindex={1} className={cx(gridClass, 'h-9 border-b border-line bg-sunken')}>
          {columns.map((column) => (
            <div
              key={column.key}
              role="columnheader"
              className={cx(cellClass(column), 'text-12 font-medium text-ink-3')}
            >
              <span className={column.hideTitle ? 'sr-only' : 'truncate'}>{column.title}</span>
            </div>
          ))}
        </div>
      </div>
      {rows.length > VIRTUAL_FROM ? (
        <Suspense
          fallback={<PlainRows {...props} activeKey={activeKey} rows={rows.slice(0, VIRTUAL_FROM)} />}
        >
          {/* the component is generic, which lazy() cannot say: it takes any row, and so do its columns */}
          <VirtualRows {...(props as unknown as TableProps<unknown>)} activeKey={activeKey} Row={Row} />
        </Suspense>
      ) : (
        <PlainRows {...props} activeKey={activeKey} />
      )}
    </div>
  );
}

const gridClass =
  'grid items-stretch gap-x-4 px-4 [grid-template-columns:var(--narrow)] md:[grid-template-columns:var(--wide)]';

/** One line; also drawn by the rows that are only drawn where they can be seen. */
export function Row<T>(
  props: RowsProps<T> & { row: T; index: number; style?: React.CSSProperties },
): JSX.Element {
  const { row, index, columns, rowKey, activeKey, onRowClick, style } = props;
  const isActive = activeKey !== undefined && rowKey(row) === activeKey;
  const opened = onRowClick && {
    onClick: (event: React.MouseEvent) => {
      // a control inside the row does its own work
      if (!(event.target as Element).closest('a,button,input,label,[role=menuitem]')) onRowClick(row);
    },
  };
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      style={style}
      data-active-row={isActive || undefined}
      tabIndex={isActive ? -1 : undefined}
      {...opened}
      className={cx(
        gridClass,
        'border-b border-line last:border-b-0 focus-visible:outline-none',
        'data-active-row:bg-hover data-active-row:shadow-[inset_2px_0_0_var(--color-accent)]',
        onRowClick && 'transition-colors hover:bg-hover',
      )}
    >
      {columns.map((column) => (
        <div key={column.key} role="cell" className={cellClass(column)}>
          {column.cell(row)}
        </div>
      ))}
    </div>
  );
}

function PlainRows<T>(props: RowsProps<T>): JSX.Element {
  const { rows, rowKey, rowHeight = 48 } = props;
  return (
    <div role="rowgroup">
      {rows.map((row, index) => (
        <Row key={rowKey(row)} {...props} row={row} index={index} style={{ minHeight: rowHeight }} />
      ))}
    </div>
  );
}
