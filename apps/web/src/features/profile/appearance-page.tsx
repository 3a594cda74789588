import type { JSX } from 'react';
import { cx } from '../../ui/class-names.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { setTheme, type Theme, useTheme } from '../../ui/theme.ts';

const THEMES: readonly (readonly [value: Theme, label: string, hint: string])[] = [
  ['system', 'System', 'As your device is set'],
  ['light', 'Light', 'Dark text on white'],
  ['dark', 'Dark', 'Light text on near black'],
];

/** A page in small, painted in one theme whatever the present one is. */
function Miniature({ theme }: { theme: Theme }): JSX.Element {
  const half = (scheme: 'light' | 'dark'): JSX.Element => (
    <span style={{ colorScheme: scheme }} className="flex h-full flex-1 overflow-hidden bg-canvas">
      <span className="flex w-1/3 flex-col gap-1 border-r border-line bg-sunken p-1.5">
        <span className="h-1 w-3/4 rounded-full bg-line-strong" />
        <span className="h-1 w-1/2 rounded-full bg-line-strong" />
      </span>
      <span className="flex flex-1 flex-col gap-1.5 p-1.5">
        <span className="h-1.5 w-1/2 rounded-full bg-ink" />
        <span className="h-4 rounded-4 border border-line bg-surface" />
        <span className="h-1 w-1/3 rounded-full bg-accent" />
      </span>
    </span>
  );
  return (
    <span aria-hidden="true" className="flex h-20 overflow-hidden rounded-6 border border-line">
      {theme !== 'dark' && half('light')}
      {theme !== 'light' && half('dark')}
    </span>
  );
}

/** Light or dark. */
export function AppearancePage(): JSX.Element {
  const theme = useTheme();
  return (
    <>
      <PageHeader title="Appearance" description="Kept in this browser." />
      <div role="radiogroup" aria-label="Theme" className="grid max-w-2xl gap-4 grid-cols-1 sm:grid-cols-3">
        {THEMES.map(([value, label, hint]) => (
          <label
            key={value}
            className={cx(
              'flex flex-col gap-3 rounded-8 border bg-surface p-3 transition-colors has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus',
              theme === value ? 'border-ink' : 'border-line hover:border-line-strong',
            )}
          >
            <Miniature theme={value} />
            <span className="flex items-start gap-2">
              <input
                type="radio"
                name="theme"
                checked={theme === value}
                onChange={() => setTheme(value)}
                className="mt-0.5 size-4 accent-primary outline-none"
              />
              <span>
                <span className="block font-medium">{label}</span>
                <span className="block text-12 text-ink-3">{hint}</span>
              </span>
            </span>
          </label>
        ))}
      </div>
    </>
  );
}
