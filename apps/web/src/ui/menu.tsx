import { cloneElement, type ComponentType, type JSX, lazy, Suspense, useState } from 'react';
import type { MenuChoiceProps, MenuProps } from './dropdown.tsx';

// Pages are full of menus that nobody opens: what they are made of comes when somebody points at one.
const load = () => import('./dropdown.tsx');
const Dropdown = lazy(() => load().then((module) => ({ default: module.Dropdown })));

/** One action. */
export const MenuItem = lazy(() => load().then((module) => ({ default: module.DropdownItem })));
export const MenuLabel = lazy(() => load().then((module) => ({ default: module.DropdownLabel })));
export const MenuLine = lazy(() => load().then((module) => ({ default: module.DropdownLine })));
const AnyChoice = lazy(() =>
  // lazy() cannot say that the component is generic: it takes any texts and hands one of them back
  load().then((module) => ({ default: module.DropdownChoice as ComponentType<MenuChoiceProps<string>> })),
);

/** One of several that exclude each other. */
export function MenuChoice<V extends string>(props: MenuChoiceProps<V>): JSX.Element {
  return <AnyChoice {...(props as unknown as MenuChoiceProps<string>)} />;
}

/** Actions on one thing. */
export function Menu(props: MenuProps): JSX.Element {
  const [isWanted, setWanted] = useState(false);
  const closed = cloneElement(props.trigger, {
    'aria-haspopup': 'menu',
    'aria-expanded': false,
    onPointerEnter: () => void load(),
    onFocus: () => void load(),
    onClick: () => setWanted(true),
    onKeyDown: (event) => {
      if (event.key !== 'ArrowDown') return;
      event.preventDefault();
      setWanted(true);
    },
  });
  if (!isWanted) return closed;
  return (
    <Suspense fallback={closed}>
      <Dropdown {...props} />
    </Suspense>
  );
}
