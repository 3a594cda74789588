import { type JSX, useMemo, useState } from 'react';
import { fieldError, formError } from '../../api/api-error.ts';
import {
  deployments,
  deploymentsKey,
  type DeploymentSchedule,
  type ScheduleRule,
} from '../../api/deployments.ts';
import { runsKey } from '../../api/runs.ts';
import { Combobox } from '../../ui/combobox.tsx';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Input, TextArea } from '../../ui/input.tsx';
import { Select } from '../../ui/select.tsx';
import { Segments } from '../../ui/segments.tsx';
import { useAction } from '../inside/use-action.ts';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { nextDates } from './next-dates.ts';
import { cronText } from './schedule-text.ts';

const KINDS = [
  { value: 'cron', label: 'Cron' },
  { value: 'interval', label: 'Interval' },
  { value: 'rrule', label: 'RRule' },
] as const;
type Kind = (typeof KINDS)[number]['value'];
const UNITS = [
  { value: '60', label: 'minutes' },
  { value: '3600', label: 'hours' },
  { value: '86400', label: 'days' },
] as const;
type Unit = (typeof UNITS)[number]['value'];
const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const ZONES = [...new Set(['UTC', HERE, ...Intl.supportedValuesOf('timeZone')])].map((zone) => ({
  value: zone,
  label: zone,
}));

const kindOf = (rule: ScheduleRule | undefined): Kind =>
  rule?.interval !== undefined ? 'interval' : rule?.rrule !== undefined ? 'rrule' : 'cron';
const unitOf = (seconds: number): Unit =>
  seconds % 86_400 === 0 ? '86400' : seconds % 3600 === 0 ? '3600' : '60';

function useScheduleForm(before: ScheduleRule | undefined) {
  const [kind, setKind] = useState<Kind>(kindOf(before));
  const [cron, setCron] = useState(before?.cron ?? '0 9 * * *');
  const seconds = before?.interval ?? 3600;
  const [unit, setUnit] = useState<Unit>(unitOf(seconds));
  const [count, setCount] = useState(String(seconds / Number(unitOf(seconds))));
  const [rrule, setRRule] = useState(
    before?.rrule ?? 'RRULE:FREQ=MONTHLY;BYMONTHDAY=3;BYHOUR=9;BYMINUTE=0;BYSECOND=0',
  );
  const [timezone, setTimezone] = useState(before?.timezone ?? HERE);
  const anchor = before?.anchor_date;
  const rule = useMemo((): ScheduleRule => {
    if (kind === 'cron') return { cron: cron.trim(), timezone, day_or: true };
    if (kind === 'rrule') return { rrule: rrule.trim(), timezone };
    return { interval: Number(count) * Number(unit), timezone, ...(anchor ? { anchor_date: anchor } : {}) };
  }, [kind, cron, rrule, count, unit, timezone, anchor]);
  return {
    kind,
    setKind,
    cron,
    setCron,
    unit,
    setUnit,
    count,
    setCount,
    rrule,
    setRRule,
    timezone,
    setTimezone,
    rule,
  };
}

/** Adds a schedule to a deployment or changes one, with the dates it means. */
export function ScheduleDialog(props: {
  readonly deploymentId: string;
  readonly schedule: DeploymentSchedule | undefined;
  readonly onClose: () => void;
}): JSX.Element {
  const { deploymentId, schedule, onClose } = props;
  const { place } = useWorkspace();
  const form = useScheduleForm(schedule?.schedule);
  const { rule, kind } = form;
  const next = useMemo(() => nextDates(rule), [rule]);
  const save = useAction({
    run: (): Promise<unknown> =>
      schedule
        ? deployments.changeSchedule(place, deploymentId, schedule.id, { schedule: rule })
        : deployments.addSchedule(place, deploymentId, rule),
    refresh: [deploymentsKey(place), runsKey(place)],
    quiet: true,
    done: schedule ? 'Schedule saved' : 'Schedule added',
    then: onClose,
  });
  const problem = 'problem' in next ? next.problem : undefined;
  const errorOf = (field: Kind): string | undefined =>
    fieldError(save.error, `schedule.${field}`) ?? (kind === field ? problem : undefined);
  return (
    <FormDialog
      wide
      open
      onOpenChange={onClose}
      title={schedule ? 'Change schedule' : 'New schedule'}
      action={schedule ? 'Save' : 'Add schedule'}
      busy={save.isPending}
      disabled={problem !== undefined}
      error={formError(
        save.error,
        KINDS.map(({ value }) => `schedule.${value}`),
      )}
      onSubmit={() => save.mutate()}
    >
      <div>
        <Segments label="Kind of schedule" options={KINDS} value={kind} onChange={form.setKind} />
      </div>
      <RuleFields form={form} errorOf={errorOf} />
      <Field label="Time zone">
        <Combobox
          options={ZONES}
          value={form.timezone}
          onChange={form.setTimezone}
          searchLabel="Search time zones"
        />
      </Field>
      <NextDatesList dates={'dates' in next ? next.dates : []} zone={form.timezone} />
    </FormDialog>
  );
}

function RuleFields(props: {
  form: ReturnType<typeof useScheduleForm>;
  errorOf: (field: Kind) => string | undefined;
}): JSX.Element {
  const { form, errorOf } = props;
  if (form.kind === 'cron') {
    const words = cronText(form.cron);
    return (
      <Field
        label="Cron expression"
        hint={words === form.cron ? 'Minute, hour, day of the month, month, day of the week.' : words}
        error={errorOf('cron')}
      >
        <Input mono autoFocus value={form.cron} onChange={({ target }) => form.setCron(target.value)} />
      </Field>
    );
  }
  if (form.kind === 'rrule') {
    return (
      <Field
        label="Rule (RFC 5545)"
        hint="With a DTSTART line if it has to begin at a date."
        error={errorOf('rrule')}
      >
        <TextArea
          mono
          rows={3}
          spellCheck={false}
          value={form.rrule}
          onChange={({ target }) => form.setRRule(target.value)}
        />
      </Field>
    );
  }
  return (
    <div className="flex items-start gap-2">
      <Field label="Every" error={errorOf('interval')} className="flex-1">
        <Input
          inputMode="numeric"
          value={form.count}
          onChange={({ target }) => form.setCount(target.value)}
        />
      </Field>
      <Field label="Unit" className="w-40">
        <Select options={UNITS} value={form.unit} onChange={form.setUnit} />
      </Field>
    </div>
  );
}

/** Moments in a schedule's own time zone. */
export function NextDatesList({
  dates,
  zone,
}: {
  readonly dates: readonly Date[];
  readonly zone: string;
}): JSX.Element | null {
  if (dates.length === 0) return null;
  const day = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  });
  const time = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  });
  return (
    <section aria-label="Next dates" className="rounded-6 border border-line bg-sunken px-3 py-2.5">
      <h3 className="mb-1.5 text-12 font-medium text-ink-3">Next {dates.length} dates</h3>
      <ol className="num grid grid-flow-col grid-rows-5 gap-x-6 gap-y-0.5 text-13">
        {dates.map((date) => (
          <li key={date.getTime()} className="flex justify-between gap-3">
            <span>{day.format(date)}</span>
            <span className="text-ink-2">{time.format(date)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
