import { type JSX, useState } from 'react';
import {
  type Deployment,
  deployments,
  deploymentsKey,
  type DeploymentSchedule,
} from '../../api/deployments.ts';
import { runsKey } from '../../api/runs.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Switch } from '../../ui/choice.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { useAction } from '../inside/use-action.ts';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { nextDates } from './next-dates.ts';
import { ScheduleDialog } from './schedule-dialog.tsx';
import { scheduleText } from './schedule-text.ts';

/** When the deployment runs by itself. */
export function SchedulesCard({ deployment }: { readonly deployment: Deployment }): JSX.Element {
  const { place } = useWorkspace();
  const { id, schedules } = deployment;
  const [shown, setShown] = useState<DeploymentSchedule | 'new' | undefined>();
  const [removed, setRemoved] = useState<DeploymentSchedule | undefined>();
  const refresh = [deploymentsKey(place), runsKey(place)];
  const toggle = useAction({
    run: ({ schedule, active }: { schedule: DeploymentSchedule; active: boolean }) =>
      deployments.changeSchedule(place, id, schedule.id, { active }),
    refresh,
    done: (_, { active }) => (active ? 'Schedule is on' : 'Schedule is paused'),
  });
  const remove = useAction({
    run: (schedule: DeploymentSchedule) => deployments.removeSchedule(place, id, schedule.id),
    refresh,
    done: 'Schedule removed',
  });
  return (
    <Card
      title="Schedules"
      actions={
        <Button size="small" icon="plus" onClick={() => setShown('new')}>
          Add
        </Button>
      }
      flush
    >
      {schedules.length === 0 ? (
        <p className="px-4 py-4 text-ink-3 sm:px-5">Runs only when somebody or something starts it.</p>
      ) : (
        <ul aria-label="Schedules" className="divide-y divide-line">
          {schedules.map((schedule) => (
            <li key={schedule.id} className="flex items-center gap-3 px-4 py-2.5 sm:px-5">
              <Switch
                bare
                label={`${scheduleText(schedule.schedule)} on`}
                checked={schedule.active}
                disabled={toggle.isPending}
                onChange={(active) => toggle.mutate({ schedule, active })}
              />
              <span className="min-w-0 flex-1">
                <span className="block font-medium break-words">{scheduleText(schedule.schedule)}</span>
                <Next schedule={schedule} />
              </span>
              <IconButton
                size="small"
                icon="pencil"
                label={`Change ${scheduleText(schedule.schedule)}`}
                onClick={() => setShown(schedule)}
              />
              <IconButton
                size="small"
                icon="trash"
                label={`Remove ${scheduleText(schedule.schedule)}`}
                onClick={() => setRemoved(schedule)}
              />
            </li>
          ))}
        </ul>
      )}
      {shown && (
        <ScheduleDialog
          deploymentId={id}
          schedule={shown === 'new' ? undefined : shown}
          onClose={() => setShown(undefined)}
        />
      )}
      {removed && (
        <Confirm
          open
          onOpenChange={() => setRemoved(undefined)}
          title="Remove this schedule?"
          action="Remove schedule"
          onConfirm={() => remove.mutateAsync(removed)}
        >
          Runs that it has already planned are removed with it.
        </Confirm>
      )}
    </Card>
  );
}

function Next({ schedule }: { schedule: DeploymentSchedule }): JSX.Element {
  const zone = schedule.schedule.timezone ?? 'UTC';
  const next = nextDates(schedule.schedule);
  const [first] = 'dates' in next ? next.dates : [];
  const text =
    first &&
    new Intl.DateTimeFormat('en', {
      timeZone: zone,
      dateStyle: 'medium',
      timeStyle: 'short',
      hourCycle: 'h23',
    }).format(first);
  return (
    <span className="num block text-12 text-ink-3">
      {schedule.active ? (text ? `Next ${text}` : 'No further date') : 'Paused'} · {zone}
    </span>
  );
}
