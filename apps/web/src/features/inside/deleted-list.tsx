import type { DeletedThing } from '@orch/contract';
import type { JSX } from 'react';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { DayText, Time } from '../../ui/time.tsx';

/** What was deleted and can still be brought back; nothing where there is none. */
export function DeletedList(props: {
  readonly label: string;
  readonly title: string;
  readonly deleted: readonly DeletedThing[];
  readonly onRestore: (one: DeletedThing) => void;
}): JSX.Element | null {
  const { label, title, deleted, onRestore } = props;
  if (deleted.length === 0) return null;
  return (
    <div className="mt-8">
      <Card title={title} description="They can be brought back until their day has come." flush>
        <ul aria-label={label} className="divide-y divide-line">
          {deleted.map((one) => (
            <li key={one.id} className="flex items-center gap-3 px-4 py-2.5 sm:px-5">
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium">{one.name}</span>
                <span className="block text-12 text-ink-3">
                  Deleted <Time at={one.deleted} /> · gone for good on <DayText at={one.purged} />
                </span>
              </span>
              <Button
                size="small"
                icon="history"
                aria-label={`Restore ${one.name}`}
                onClick={() => onRestore(one)}
              >
                Restore
              </Button>
            </li>
          ))}
        </ul>
      </Card>
    </div>
  );
}
