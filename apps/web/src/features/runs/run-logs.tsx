import type { LogResponse } from '@orch/contract';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type JSX, useEffect, useMemo, useRef, useState } from 'react';
import { messageOf } from '../../api/api-error.ts';
import { graphQuery, logsDownloadUrl, logsQuery } from '../../api/runs.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Switch } from '../../ui/choice.tsx';
import { cx } from '../../ui/class-names.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { Icon } from '../../ui/icon.tsx';
import { LongText } from '../../ui/long-text.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Select } from '../../ui/select.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { exact } from '../../ui/time-text.ts';
import { useRested } from '../inside/use-rested.ts';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { logText } from './log-text.ts';
import { TaskRunLink } from './place-link.tsx';

const LEVELS = [
  { value: '0', label: 'All levels' },
  { value: '20', label: 'Info and above' },
  { value: '30', label: 'Warning and above' },
  { value: '40', label: 'Error and above' },
] as const;
type Level = (typeof LEVELS)[number]['value'];
const CLOCK = new Intl.DateTimeFormat('en', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hourCycle: 'h23',
});
const LINE = 22;
const HEIGHT = 480;
const ROOM = { characters: 4_000, lines: 200 };
const TAIL_MS = 2_000;

const levelName = (level: number): readonly [name: string, look: string] =>
  level >= 50
    ? ['Critical', 'text-danger font-semibold']
    : level >= 40
      ? ['Error', 'text-danger']
      : level >= 30
        ? ['Warning', 'text-warn']
        : level >= 20
          ? ['Info', 'text-ink-2']
          : ['Debug', 'text-ink-3'];

/** What the run wrote. Text in it is only ever shown as text. */
export function RunLogs(props: {
  readonly kind: 'flow' | 'task';
  readonly id: string;
  readonly isUnderway: boolean;
  /** More lines may come. */
  readonly isWriting: boolean;
}): JSX.Element {
  const { kind, id, isUnderway, isWriting } = props;
  const { place } = useWorkspace();
  const [level, setLevel] = useState<Level>('0');
  const [typed, setTyped] = useState('');
  const text = useRested(typed.trim());
  const [isTailing, setTailing] = useState(true);
  const query = useInfiniteQuery({
    ...logsQuery(place, { kind, id, level: Number(level), text }),
    placeholderData: keepPreviousData,
    refetchInterval: isWriting ? TAIL_MS : false,
  });
  // the page has it anyway: it says which task wrote a line
  const { data: graph } = useQuery({ ...graphQuery(place, id), enabled: kind === 'flow' });
  const names = useMemo(() => new Map(graph?.nodes.map(([node, { label }]) => [node, label])), [graph]);
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const lines = data?.pages.flat();
  const shouldRead = hasNextPage && !isFetchingNextPage && isWriting && isTailing;
  useEffect(() => {
    if (shouldRead) void fetchNextPage();
  }, [shouldRead, fetchNextPage]);
  return (
    <>
      <FilterBar search={{ value: typed, onChange: setTyped, label: 'Search in logs' }}>
        <div className="w-44">
          <Select label="Level" options={LEVELS} value={level} onChange={setLevel} />
        </div>
        <div className="flex items-center gap-4 sm:ml-auto">
          {isUnderway && <Switch label="Follow" checked={isTailing} onChange={setTailing} />}
          {kind === 'flow' && (
            <a href={logsDownloadUrl(place, id)} download className={buttonClass()}>
              <Icon name="download" size={14} />
              Download
            </a>
          )}
        </div>
      </FilterBar>
      {error && !lines ? (
        <Notice tone="danger">{messageOf(error)}</Notice>
      ) : !lines ? (
        <SkeletonRows rows={6} />
      ) : lines.length === 0 ? (
        <EmptyState
          icon="terminal"
          title={text || level !== '0' ? 'No line fits' : isUnderway ? 'No logs yet' : 'No logs'}
        >
          {text || level !== '0'
            ? 'Search for something else, or show all levels.'
            : isUnderway
              ? 'Lines appear here as they are written.'
              : 'Nothing was written while it ran.'}
        </EmptyState>
      ) : (
        <LogLines
          lines={lines}
          names={names}
          isTailing={isWriting && isTailing}
          onEnd={() => hasNextPage && !isFetchingNextPage && void fetchNextPage()}
        />
      )}
    </>
  );
}

function LogLines(props: {
  lines: readonly LogResponse[];
  /** Of tasks, by the id of their run. */
  names: ReadonlyMap<string, string>;
  isTailing: boolean;
  onEnd: () => void;
}): JSX.Element {
  const { lines, names, isTailing, onEnd } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE,
    overscan: 20,
  });
  const last = virtual.getVirtualItems().at(-1)?.index ?? 0;
  const isAtEnd = last >= lines.length - 1;
  const end = useRef(onEnd);
  useEffect(() => {
    end.current = onEnd;
  });
  useEffect(() => {
    if (isAtEnd) end.current();
  }, [isAtEnd, lines.length]);
  useEffect(() => {
    if (isTailing) virtual.scrollToIndex(lines.length - 1);
  }, [isTailing, lines.length, virtual]);
  return (
    <div
      ref={scroller}
      role="log"
      aria-label="Logs"
      aria-live="off"
      tabIndex={0}
      style={{ maxHeight: HEIGHT }}
      className="scroll-quiet overflow-auto rounded-8 border border-line bg-sunken py-2 font-mono text-12"
    >
      <div className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start, key }) => {
          const line = lines[index];
          return (
            line && (
              <div
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                style={{ top: start }}
                className="absolute inset-x-0 hover:bg-hover"
              >
                <LogLine line={line} task={names.get(line.task_run_id ?? '')} />
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}

function LogLine({ line, task }: { line: LogResponse; task: string | undefined }): JSX.Element {
  const [name, look] = levelName(line.level);
  return (
    <div className="flex gap-3 px-4 py-px leading-5">
      <time dateTime={line.timestamp} title={exact(line.timestamp)} className="num shrink-0 text-ink-3">
        {CLOCK.format(new Date(line.timestamp))}
      </time>
      <span className={cx('w-14 shrink-0', look)}>{name}</span>
      <div className={cx('min-w-0 flex-1', line.level >= 40 ? 'text-danger' : 'text-ink')}>
        <LongText text={logText(line.message)} room={ROOM} />
      </div>
      <span className="hidden max-w-44 shrink-0 truncate text-ink-3 lg:block">
        {task !== undefined && line.task_run_id ? (
          <TaskRunLink id={line.task_run_id}>{task}</TaskRunLink>
        ) : (
          line.name
        )}
      </span>
    </div>
  );
}
