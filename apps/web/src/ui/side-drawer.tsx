import { Dialog } from 'radix-ui';
import type { JSX, ReactNode } from 'react';

/** The sidebar over the page, on narrow screens. */
export function SideDrawer(props: {
  readonly onClose: () => void;
  readonly children: ReactNode;
}): JSX.Element {
  return (
    <Dialog.Root open onOpenChange={props.onClose}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-scrim animate-fade md:hidden" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-y-0 left-0 z-50 flex w-70 max-w-[86vw] flex-col bg-sunken shadow-2 outline-none animate-slide-right md:hidden"
        >
          <Dialog.Title className="sr-only">Navigation</Dialog.Title>
          {props.children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
