import { useState } from 'react';

/**
 * What a layer does with the focus when it closes: back to where it was before. Asked for while the layer is made,
 * since a field in it that takes the focus at once would else count as what had it before.
 */
export function useReturnFocus(): (event: Event) => void {
  const [before] = useState(() => document.activeElement);
  return (event) => {
    if (!(before instanceof HTMLElement) || before === document.body || !before.isConnected) return;
    event.preventDefault();
    before.focus();
  };
}
