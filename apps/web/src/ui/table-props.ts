import type { ReactNode } from 'react';

/** A column of a table. */
export interface Column<T> {
  readonly key: string;
  readonly title: string;
  /** Of a CSS grid: `1fr`, `minmax(160px, 2fr)`, `96px`. */
  readonly width: string;
  /** The width where the screen is narrow, when it differs. */
  readonly narrow?: string;
  readonly align?: 'end';
  /** Where it stands when the screen is narrow, when it differs. */
  readonly narrowAlign?: 'end';
  /** Left out where the screen is narrow. */
  readonly wideOnly?: boolean;
  readonly hideTitle?: boolean;
  readonly cell: (row: T) => ReactNode;
}

/** What a table shows. */
export interface TableProps<T> {
  readonly label: string;
  readonly rows: readonly T[];
  readonly columns: readonly Column<T>[];
  readonly rowKey: (row: T) => string;
  readonly onRowClick?: (row: T) => void;
  /** The key that selects was pressed at a row. */
  readonly onRowToggle?: (row: T) => void;
  /** The key that lets go of what is selected was pressed. */
  readonly onEscape?: () => void;
  /** Height of one row in pixels. */
  readonly rowHeight?: number;
  /** Shown in place of rows. */
  readonly empty?: ReactNode;
  readonly flush?: boolean;
}

/** What the rows of a table are given. */
export interface RowsProps<T> extends TableProps<T> {
  /** The line that keys have gone to. */
  readonly activeKey: string | undefined;
}
