import type { JSX } from 'react';
import type { Trigger } from '../../api/automations.ts';
import { Icon } from '../../ui/icon.tsx';
import { TRIGGER_TEMPLATES } from './trigger-templates.ts';

/** The first question: what should set it off. */
export function TemplatePicker({ onChoose }: { readonly onChoose: (trigger: Trigger) => void }): JSX.Element {
  return (
    <div className="flex flex-col gap-6">
      {TRIGGER_TEMPLATES.map(({ group, items }) => (
        <section key={group} aria-label={group}>
          <h3 className="mb-2 text-12 font-medium text-ink-3">{group}</h3>
          <ul className="grid grid-cols-1 gap-2 sm:grid-cols-2 xl:grid-cols-3">
            {items.map((item) => (
              <li key={item.id} className="flex">
                <button
                  type="button"
                  onClick={() => onChoose(item.trigger())}
                  className="group flex w-full items-start gap-3 rounded-8 border border-line bg-surface p-3 text-left shadow-0 transition-colors hover:border-line-strong hover:bg-hover"
                >
                  <span className="grid size-8 shrink-0 place-items-center rounded-6 bg-accent-soft text-accent-strong">
                    <Icon name={item.icon} />
                  </span>
                  <span className="min-w-0">
                    <span className="block text-13 font-medium text-ink">{item.label}</span>
                    <span className="block text-12 text-ink-3">{item.hint}</span>
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
