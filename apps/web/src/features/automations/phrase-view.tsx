import type { JSX } from 'react';
import type { Phrase } from './phrase.ts';

/** A sentence, with what matters in it standing out. */
export function PhraseView({ phrase }: { readonly phrase: Phrase }): JSX.Element {
  return (
    <>
      {phrase.map((part, index) =>
        typeof part === 'string' ? (
          part
        ) : (
          // a sentence has no other key than its order
          <strong key={index} className="font-medium text-ink">
            {part.strong}
          </strong>
        ),
      )}
    </>
  );
}
