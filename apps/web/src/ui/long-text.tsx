import { type JSX, useState } from 'react';
import { cutText, lengthText, type TextRoom } from './cut-text.ts';

/** A text of any length: what is too long for its place is there on demand. */
export function LongText({ text, room }: { readonly text: string; readonly room: TextRoom }): JSX.Element {
  const [isWhole, setWhole] = useState(false);
  const cut = cutText(text, room);
  return (
    <>
      <span dir="auto" className="break-words whitespace-pre-wrap">
        {isWhole || cut === undefined ? text : `${cut}…`}
      </span>
      {cut !== undefined && (
        <button
          type="button"
          aria-expanded={isWhole}
          className="mt-1 block rounded-4 font-sans text-12 font-medium text-ink-2 underline underline-offset-2 hover:text-ink"
          onClick={() => setWhole(!isWhole)}
        >
          {isWhole ? 'Show less' : `Show all (${lengthText(text.length)})`}
        </button>
      )}
    </>
  );
}
