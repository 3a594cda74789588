import { Tooltip as Base } from 'radix-ui';
import type { JSX, ReactNode } from 'react';

/** Once around the app. */
export const TooltipProvider = ({ children }: { children: ReactNode }): JSX.Element => (
  <Base.Provider delayDuration={350} skipDelayDuration={150}>
    {children}
  </Base.Provider>
);

/** A few words about the control under the pointer or with the focus. */
export function Tooltip({
  text,
  side = 'top',
  children,
}: {
  readonly text: ReactNode;
  readonly side?: 'top' | 'right' | 'bottom' | 'left';
  readonly children: ReactNode;
}): JSX.Element {
  return (
    <Base.Root>
      <Base.Trigger asChild>{children}</Base.Trigger>
      <Base.Portal>
        <Base.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-60 max-w-72 rounded-6 bg-primary px-2 py-1 text-12 text-on-primary shadow-1 animate-fade"
        >
          {text}
        </Base.Content>
      </Base.Portal>
    </Base.Root>
  );
}
