import { useEffect, useState } from 'react';

const TYPED_MS = 250;

/** What is being typed, and handed on when the typing stops for a moment. */
export function useTypedName(
  inAddress: string,
  change: (name: string) => void,
): readonly [typed: string, setTyped: (text: string) => void] {
  const [typed, setTyped] = useState(inAddress);
  const [known, setKnown] = useState(inAddress);
  if (known !== inAddress) {
    setKnown(inAddress);
    setTyped(inAddress);
  }
  useEffect(() => {
    if (typed === inAddress) return;
    const timer = setTimeout(() => change(typed), TYPED_MS);
    return () => clearTimeout(timer);
  });
  return [typed, setTyped];
}
