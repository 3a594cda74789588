import { Popover } from 'radix-ui';
import { type JSX, useRef, useState } from 'react';
import { Button, IconButton } from './button.tsx';
import { addMonths, type Day, dayOf, moveDay, startOf, weeksOf } from './calendar.ts';
import { cx } from './class-names.ts';
import { Icon } from './icon.tsx';
import { layerClass } from './layer.ts';
import { type DateRange, RANGE_PRESETS, rangeText } from './range.ts';

export { type DateRange, rangeText, rangeTimes } from './range.ts';

const MONTH = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric' });
const LONG = new Intl.DateTimeFormat('en', { dateStyle: 'full' });

/** Picks a range: the usual ones at a click, others by two days of a calendar. */
export function DateRangePicker(props: {
  readonly value: DateRange;
  readonly onChange: (range: DateRange) => void;
  readonly label?: string;
}): JSX.Element {
  const { value, onChange, label = 'Time range' } = props;
  const [isOpen, setOpen] = useState(false);
  const choose = (range: DateRange): void => {
    onChange(range);
    setOpen(false);
  };
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <Button icon="calendar" aria-label={`${label}: ${rangeText(value)}`}>
          {rangeText(value)}
          <Icon name="chevronDown" size={12} className="text-ink-3" />
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          aria-label={label}
          className={cx(layerClass, 'flex flex-col sm:flex-row')}
        >
          <div className="grid grid-cols-2 content-start gap-0.5 border-b border-line p-2 sm:flex sm:w-36 sm:flex-col sm:border-r sm:border-b-0">
            {RANGE_PRESETS.map(([hours, text]) => (
              <button
                key={hours}
                type="button"
                aria-pressed={value.kind === 'last' && value.hours === hours}
                onClick={() => choose({ kind: 'last', hours })}
                className="h-8 rounded-4 px-2 text-left text-13 text-ink-2 hover:bg-hover hover:text-ink aria-pressed:bg-active aria-pressed:font-medium aria-pressed:text-ink"
              >
                {text}
              </button>
            ))}
          </div>
          <Month value={value} onChange={choose} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Month({ value, onChange }: { value: DateRange; onChange: (range: DateRange) => void }): JSX.Element {
  const today = dayOf(new Date());
  const [cursor, setCursor] = useState<Day>(value.kind === 'days' ? value.to : today);
  const [begun, setBegun] = useState<Day | undefined>();
  const grid = useRef<HTMLDivElement>(null);
  const pick = (day: Day): void => {
    setCursor(day);
    if (begun === undefined) return setBegun(day);
    setBegun(undefined);
    onChange({ kind: 'days', from: begun < day ? begun : day, to: begun < day ? day : begun });
  };
  const go = (day: Day): void => {
    setCursor(day);
    requestAnimationFrame(() => grid.current?.querySelector<HTMLElement>(`[data-day="${day}"]`)?.focus());
  };
  const isWithin = (day: Day): boolean =>
    begun !== undefined ? day === begun : value.kind === 'days' && day >= value.from && day <= value.to;
  return (
    <div className="p-3">
      <div className="flex items-center justify-between pb-2">
        <IconButton
          icon="chevronLeft"
          label="Previous month"
          size="small"
          onClick={() => setCursor(addMonths(cursor, -1))}
        />
        <p aria-live="polite" className="text-13 font-medium">
          {MONTH.format(startOf(cursor))}
        </p>
        <IconButton
          icon="chevronRight"
          label="Next month"
          size="small"
          onClick={() => setCursor(addMonths(cursor, 1))}
        />
      </div>
      <div
        ref={grid}
        role="group"
        aria-label="Days"
        className="num grid grid-cols-7 gap-y-0.5"
        onKeyDown={(event) => {
          const day = moveDay(cursor, event.key);
          if (day === undefined) return;
          event.preventDefault();
          go(day);
        }}
      >
        {['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'].map((name) => (
          <span key={name} aria-hidden="true" className="grid size-8 place-items-center text-12 text-ink-3">
            {name}
          </span>
        ))}
        {weeksOf(cursor)
          .flat()
          .map((day) => (
            <button
              key={day}
              type="button"
              data-day={day}
              tabIndex={day === cursor ? 0 : -1}
              aria-label={LONG.format(startOf(day))}
              aria-pressed={isWithin(day)}
              onClick={() => pick(day)}
              className={cx(
                'grid size-8 place-items-center rounded-4 text-13 transition-colors hover:bg-hover aria-pressed:bg-primary aria-pressed:text-on-primary',
                day.slice(0, 7) !== cursor.slice(0, 7) && 'text-ink-3',
                day === today && 'font-semibold underline underline-offset-4',
              )}
            >
              {Number(day.slice(8))}
            </button>
          ))}
      </div>
      <p className="pt-2 text-12 text-ink-3">{begun ? 'Now choose the last day' : 'Choose the first day'}</p>
    </div>
  );
}
