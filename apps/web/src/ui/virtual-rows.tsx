import { useVirtualizer } from '@tanstack/react-virtual';
import { type ComponentType, type CSSProperties, type JSX, useRef } from 'react';
import type { RowsProps } from './table-props.ts';

const BODY_HEIGHT_MAX = 560;

type RowOf = ComponentType<RowsProps<unknown> & { row: unknown; index: number; style?: CSSProperties }>;

/** Rows of a long table, drawn only where they can be seen. */
export function VirtualRows(props: RowsProps<unknown> & { readonly Row: RowOf }): JSX.Element {
  const { rows, rowKey, rowHeight = 48, label, Row } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  return (
    <div
      ref={scroller}
      role="rowgroup"
      tabIndex={0}
      aria-label={`${label}, ${rows.length} rows`}
      style={{ maxHeight: BODY_HEIGHT_MAX }}
      className="scroll-quiet overflow-y-auto focus-visible:outline-offset-[-2px]"
    >
      <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          if (row === undefined) return null;
          const style = { position: 'absolute', top: start, left: 0, right: 0, height: rowHeight } as const;
          return <Row key={rowKey(row)} {...props} row={row} index={index} style={style} />;
        })}
      </div>
    </div>
  );
}
