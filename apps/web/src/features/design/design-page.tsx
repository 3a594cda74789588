import type { JSX } from 'react';
export function DesignPage(): JSX.Element {
  return <p>Design</p>;
}
