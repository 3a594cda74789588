import { useEffect, useState } from 'react';

const TYPED_MS = 250;

/** A value as it was some moments ago, once it rests. */
export function useRested<T>(value: T): T {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), TYPED_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}
