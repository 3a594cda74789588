import type { AuditEventOfWire } from '@orch/contract';
import type { JSX } from 'react';
import { Badge } from '../../ui/badge.tsx';
import { Facts } from '../../ui/card.tsx';
import { JsonView } from '../../ui/code.tsx';
import { Drawer } from '../../ui/dialog.tsx';
import { exact } from '../../ui/time-text.ts';
import { actionText } from './action-text.ts';

const mono = (text: string | null): JSX.Element => (
  <span className="font-mono text-12 break-all">{text ?? '–'}</span>
);

/** One line of the audit log with everything that was noted. */
export function AuditDrawer({
  event,
  onClose,
}: {
  readonly event: AuditEventOfWire;
  readonly onClose: () => void;
}): JSX.Element {
  return (
    <Drawer
      open
      onOpenChange={onClose}
      wide
      title={actionText(event.action)}
      description={exact(event.occurred)}
    >
      <Facts
        rows={[
          [
            'Outcome',
            <Badge key="outcome" tone={event.outcome === 'success' ? 'ok' : 'danger'}>
              {event.outcome === 'success' ? 'Done' : 'Refused'}
            </Badge>,
          ],
          ['Who', event.actor.name],
          ['Target', event.target.name ?? event.target.id],
          ['Kind', event.target.kind.replaceAll('_', ' ')],
          ['Address', mono(event.ip)],
          ['Program', event.user_agent ?? '–'],
          ['Request', mono(event.request_id)],
          ['Line', `${event.sequence}`],
          ['Hash', mono(event.hash)],
        ]}
      />
      {event.before != null && (
        <>
          <h3 className="mt-5 mb-1.5 font-medium">Before</h3>
          <JsonView value={event.before} label="Before" />
        </>
      )}
      {event.after != null && (
        <>
          <h3 className="mt-5 mb-1.5 font-medium">After</h3>
          <JsonView value={event.after} label="After" />
        </>
      )}
    </Drawer>
  );
}
