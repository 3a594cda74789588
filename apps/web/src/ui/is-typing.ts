/** Whether a key belongs to the control or layer that has the focus, not to the page. */
export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest(
    'input:not([type=checkbox]),textarea,select,[contenteditable],[role=dialog],[role=menu],[role=listbox]',
  ) !== null;
