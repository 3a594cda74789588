import { type JSX, lazy, type ReactNode, Suspense, useState } from 'react';
import { IconButton } from './button.tsx';
import { cx } from './class-names.ts';

const SideDrawer = lazy(() => import('./side-drawer.tsx').then((module) => ({ default: module.SideDrawer })));

/** The classes of a line in the sidebar. */
export const sideItemClass =
  'flex h-8 items-center gap-2.5 rounded-6 px-2 text-13 font-medium text-ink-2 transition-colors hover:bg-hover hover:text-ink ' +
  'aria-[current=page]:bg-active aria-[current=page]:text-ink [&>svg]:text-ink-3 [&[aria-current=page]>svg]:text-ink';

/** A group of lines in the sidebar. */
export function SideGroup({
  label,
  children,
}: {
  readonly label?: string;
  readonly children: ReactNode;
}): JSX.Element {
  return (
    <div role="group" aria-label={label} className="flex flex-col gap-px pb-4">
      {label && <p className="px-2 pt-1 pb-1.5 text-12 text-ink-3">{label}</p>}
      {children}
    </div>
  );
}

/** The frame of every page inside: sidebar, and on narrow screens a bar with a button that opens it. */
export function Shell(props: {
  /** Top of the sidebar: where one is. */
  readonly place: ReactNode;
  readonly nav: ReactNode;
  /** Bottom of the sidebar: who one is. */
  readonly person: ReactNode;
  readonly banner?: ReactNode;
  readonly wide?: boolean;
  readonly children: ReactNode;
}): JSX.Element {
  const { place, nav, person, banner, wide = false, children } = props;
  const [isOpen, setOpen] = useState(false);
  const column = (
    <>
      <div className="px-2.5 pt-2.5 pb-2">{place}</div>
      <nav
        aria-label="Main"
        className="scroll-quiet min-h-0 flex-1 overflow-y-auto px-2.5 pt-1"
        onClick={() => setOpen(false)}
      >
        {nav}
      </nav>
      <div className="border-t border-line p-2.5">{person}</div>
    </>
  );
  return (
    <div className="min-h-dvh md:pl-60">
      <a
        href="#content"
        className="fixed top-2 left-2 z-60 -translate-y-20 rounded-6 bg-primary px-3 py-1.5 text-on-primary focus-visible:translate-y-0"
      >
        Skip to content
      </a>
      <aside className="fixed inset-y-0 left-0 hidden w-60 flex-col border-r border-line bg-sunken md:flex">
        {column}
      </aside>
      <div className="sticky top-0 z-30 flex h-12 items-center gap-1 border-b border-line bg-canvas/92 px-2 backdrop-blur-sm md:hidden">
        <IconButton icon="menu" label="Open navigation" onClick={() => setOpen(true)} />
        <div className="min-w-0 flex-1">{place}</div>
      </div>
      {isOpen && (
        <Suspense fallback={null}>
          <SideDrawer onClose={() => setOpen(false)}>{column}</SideDrawer>
        </Suspense>
      )}
      {banner}
      <main
        id="content"
        tabIndex={-1}
        className={cx(
          'mx-auto w-full px-4 pt-6 pb-16 outline-none sm:px-8 sm:pt-8',
          wide ? 'max-w-[1280px]' : 'max-w-[1040px]',
        )}
      >
        {children}
      </main>
    </div>
  );
}
