/** What floats above the page: menus, lists, popovers. */
export const layerClass =
  'z-50 overflow-hidden rounded-8 border border-line bg-raised text-13 text-ink shadow-1 animate-rise ' +
  'origin-(--radix-popper-transform-origin,top)';

/** One line in a menu or list. */
export const itemClass =
  'relative flex min-h-8 items-center gap-2 rounded-4 px-2 py-1.5 text-13 text-ink outline-none select-none ' +
  'data-[highlighted]:bg-hover data-[disabled]:opacity-45 data-[active=true]:bg-hover';
