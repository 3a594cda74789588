import type { JSX } from 'react';
import { Button } from '../../ui/button.tsx';

/** Something secret that the server does not show; it stays unless somebody writes another one. */
export function Hidden({ onReplace }: { readonly onReplace: () => void }): JSX.Element {
  return (
    <div className="flex items-center justify-between gap-3 rounded-6 border border-line bg-sunken px-3 py-1.5">
      <span className="text-13 text-ink-3">•••••••• Kept as it is</span>
      <Button size="small" onClick={onReplace}>
        Replace
      </Button>
    </div>
  );
}
