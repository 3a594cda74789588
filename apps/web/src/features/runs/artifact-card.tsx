import type { ArtifactResponse } from '@orch/contract';
import type { JSX } from 'react';
import { Badge } from '../../ui/badge.tsx';
import { Card } from '../../ui/card.tsx';
import { JsonView } from '../../ui/code.tsx';
import { Markdown } from '../../ui/markdown.tsx';
import { Time } from '../../ui/time.tsx';

const ROWS_MAX = 100;

type Rows = readonly Readonly<Record<string, unknown>>[];
const isRow = (row: unknown): row is Record<string, unknown> =>
  typeof row === 'object' && row !== null && !Array.isArray(row);

/** A table is a list of rows, a list of lists, or columns by name; as text or as it is. */
function rowsOf(data: unknown): Rows | undefined {
  let value = data;
  if (typeof data === 'string') {
    try {
      value = JSON.parse(data);
    } catch {
      return undefined;
    }
  }
  if (Array.isArray(value) && value.every(isRow)) return value;
  if (Array.isArray(value) && value.every(Array.isArray))
    return value.map((row: unknown[]) =>
      Object.fromEntries(row.map((cell, index) => [String(index + 1), cell])),
    );
  if (!isRow(value)) return undefined;
  const columns = Object.entries(value);
  const length = Math.max(0, ...columns.map(([, cells]) => (Array.isArray(cells) ? cells.length : 0)));
  return Array.from({ length }, (_, row) =>
    Object.fromEntries(
      columns.map(([name, cells]) => [name, Array.isArray(cells) ? (cells[row] as unknown) : '']),
    ),
  );
}

const cellText = (cell: unknown): string =>
  cell === null || cell === undefined
    ? ''
    : typeof cell === 'object'
      ? JSON.stringify(cell)
      : String(cell as string | number | boolean);

function DataTable({ rows, label }: { rows: Rows; label: string }): JSX.Element {
  const names = [...new Set(rows.slice(0, ROWS_MAX).flatMap((row) => Object.keys(row)))];
  return (
    <div
      className="scroll-quiet overflow-x-auto rounded-6 border border-line"
      tabIndex={0}
      role="group"
      aria-label={label}
    >
      <table className="num w-full text-left text-13">
        <thead className="bg-sunken text-12 text-ink-3">
          <tr>
            {names.map((name) => (
              <th key={name} className="border-b border-line px-3 py-1.5 font-medium whitespace-nowrap">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, ROWS_MAX).map((row, index) => (
            <tr key={index} className="border-b border-line last:border-b-0">
              {names.map((name) => (
                <td key={name} className="px-3 py-1.5 break-words">
                  {cellText(row[name])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > ROWS_MAX && (
        <p className="border-t border-line px-3 py-1.5 text-12 text-ink-3">
          The first {ROWS_MAX} of {rows.length} rows
        </p>
      )}
    </div>
  );
}

function Content({ artifact }: { artifact: ArtifactResponse }): JSX.Element {
  const { type, data, key } = artifact;
  if (type === 'table') {
    const rows = rowsOf(data);
    if (rows && rows.length > 0) return <DataTable rows={rows} label={key ?? 'Table'} />;
  }
  if (type === 'progress') {
    const part = Math.min(100, Math.max(0, Number(data) || 0));
    return (
      <div className="flex items-center gap-3">
        <progress
          className="h-2 flex-1 accent-accent"
          max={100}
          value={part}
          aria-label={key ?? 'Progress'}
        />
        <span className="num text-13 text-ink-2">{part.toFixed(0)} %</span>
      </div>
    );
  }
  if (typeof data === 'string') return <Markdown text={data} />;
  return <JsonView value={data} label={key ?? 'Artifact'} />;
}

/** Something that a run made for people to look at. HTML in it stays text. */
export function ArtifactCard(props: {
  readonly artifact: ArtifactResponse;
  /** Said instead of its key, where the page is already named after that. */
  readonly title?: string;
}): JSX.Element {
  const { artifact, title = artifact.key ?? artifact.type ?? 'Artifact' } = props;
  return (
    <Card
      title={title}
      description={artifact.description ?? undefined}
      actions={
        <span className="flex items-center gap-3 text-12 text-ink-3">
          {artifact.type && <Badge>{artifact.type}</Badge>}
          <Time at={artifact.created} />
        </span>
      }
    >
      <Content artifact={artifact} />
    </Card>
  );
}
