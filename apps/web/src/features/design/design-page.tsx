import type { JSX } from 'react';
import { Logo } from '../../ui/logo.tsx';
import { useTitle } from '../../ui/page-header.tsx';
import { Segments } from '../../ui/segments.tsx';
import { setTheme, type Theme, useTheme } from '../../ui/theme.ts';
import { ToastPlace } from '../../ui/toast.tsx';
import { TooltipProvider } from '../../ui/tooltip.tsx';
import { ContentSamples } from './content-samples.tsx';
import { ControlSamples } from './control-samples.tsx';
import { DataSamples } from './data-samples.tsx';
import { TokenSamples } from './token-samples.tsx';

const THEMES: readonly { value: Theme; label: string }[] = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

/** Every token and primitive on one page. */
export function DesignPage(): JSX.Element {
  useTitle('Design');
  const theme = useTheme();
  return (
    <TooltipProvider>
      <ToastPlace>
        <header className="sticky top-0 z-30 flex h-14 items-center justify-between border-b border-line bg-canvas/92 px-4 backdrop-blur-sm sm:px-8">
          <span className="flex items-center gap-2 text-14 font-semibold">
            <Logo />
            Design
          </span>
          <Segments label="Theme" options={THEMES} value={theme} onChange={setTheme} />
        </header>
        <main className="mx-auto flex w-full max-w-[1080px] flex-col gap-12 px-4 py-8 sm:px-8 sm:py-12">
          <h1 className="sr-only">Design system</h1>
          <TokenSamples />
          <ControlSamples />
          <DataSamples />
          <ContentSamples />
        </main>
      </ToastPlace>
    </TooltipProvider>
  );
}
