import type { JSX } from 'react';
import { Dialog } from '../../ui/dialog.tsx';

const KEYS: readonly (readonly [
  group: string,
  rows: readonly (readonly [does: string, keys: readonly string[]])[],
])[] = [
  [
    'Everywhere',
    [
      ['Search runs, flows, deployments, pages', ['⌘ K', 'Ctrl K']],
      ['Show these keys', ['?']],
      ['Close what is open', ['Esc']],
    ],
  ],
  [
    'In lists',
    [
      ['Down and up', ['j', 'k']],
      ['Open', ['Enter']],
      ['Select a run', ['x']],
      ['Let go of what is selected', ['Esc']],
    ],
  ],
  [
    'In the graph and timeline of a run',
    [
      ['From task to task', ['←', '→']],
      ['Open the task', ['Enter']],
    ],
  ],
];

/** What the keys do. */
export function KeysDialog({ onClose }: { onClose: () => void }): JSX.Element {
  return (
    <Dialog open onOpenChange={onClose} title="Keys of the keyboard">
      <div className="flex flex-col gap-5">
        {KEYS.map(([group, rows]) => (
          <section key={group} aria-label={group}>
            <h3 className="mb-1 text-12 font-medium text-ink-3">{group}</h3>
            <dl className="divide-y divide-line">
              {rows.map(([does, keys]) => (
                <div key={does} className="flex items-center justify-between gap-4 py-1.5 text-13">
                  <dt>{does}</dt>
                  <dd className="flex shrink-0 gap-1.5">
                    {keys.map((key) => (
                      <kbd
                        key={key}
                        className="min-w-6 rounded-4 border border-line bg-sunken px-1.5 py-0.5 text-center font-sans text-12 text-ink-2"
                      >
                        {key}
                      </kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
