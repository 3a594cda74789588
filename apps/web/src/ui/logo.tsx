import type { JSX } from 'react';

/** Three movements around one centre. */
export function Logo({ size = 20 }: { readonly size?: number }): JSX.Element {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 20 20"
      width={size}
      height={size}
      fill="none"
      strokeWidth={2.25}
      strokeLinecap="round"
    >
      <path d="M10 1.75A8.25 8.25 0 0 1 18.25 10" stroke="currentColor" />
      <path d="M18.25 10A8.25 8.25 0 1 1 10 1.75" stroke="currentColor" strokeOpacity={0.28} />
      <path d="M10 6.5A3.5 3.5 0 1 1 6.5 10" className="stroke-accent" />
    </svg>
  );
}
