import type { JSX } from 'react';
import { cx } from '../../ui/class-names.ts';
import { StateBadge, STATES } from '../../ui/state-badge.tsx';
import { Sample } from './sample.tsx';

const SURFACES = [
  ['canvas', 'bg-canvas'],
  ['sunken', 'bg-sunken'],
  ['surface', 'bg-surface'],
  ['raised', 'bg-raised'],
  ['hover', 'bg-hover'],
  ['active', 'bg-active'],
] as const;
const VOICES = [
  ['primary', 'bg-primary'],
  ['accent', 'bg-accent'],
  ['danger', 'bg-danger'],
  ['warn', 'bg-warn'],
  ['ok', 'bg-ok'],
  ['line strong', 'bg-line-strong'],
] as const;
const SIZES = [
  ['26', 'text-26 font-semibold'],
  ['20', 'text-20 font-semibold'],
  ['16', 'text-16 font-semibold'],
  ['14', 'text-14'],
  ['13', 'text-13'],
  ['12', 'text-12 text-ink-2'],
] as const;

const Swatches = ({ of }: { of: readonly (readonly [string, string])[] }): JSX.Element => (
  <div className="grid grid-cols-3 gap-3 sm:grid-cols-6">
    {of.map(([name, fill]) => (
      <div key={name}>
        <div className={cx('h-12 rounded-6 border border-line', fill)} />
        <p className="pt-1.5 text-12 text-ink-2">{name}</p>
      </div>
    ))}
  </div>
);

/** Colours, type and elevation. */
export function TokenSamples(): JSX.Element {
  return (
    <>
      <Sample title="Surfaces and voices">
        <Swatches of={SURFACES} />
        <Swatches of={VOICES} />
      </Sample>
      <Sample title="Run states">
        <div className="flex flex-wrap gap-2">
          {Object.keys(STATES).map((state) => (
            <StateBadge key={state} type={state} />
          ))}
        </div>
        <div className="flex h-2 overflow-hidden rounded-full">
          {Object.entries(STATES).map(([state, { fill }]) => (
            <span key={state} className={cx('flex-1', fill)} />
          ))}
        </div>
      </Sample>
      <Sample title="Type">
        {SIZES.map(([size, look]) => (
          <p key={size} className={cx('num flex items-baseline gap-4', look)}>
            <span className="w-6 shrink-0 text-12 font-normal text-ink-3">{size}</span>
            <span className="truncate">Nightly load finished in 4 min 09 s</span>
          </p>
        ))}
        <p className="flex items-baseline gap-4 font-mono text-13">
          <span className="w-6 shrink-0 font-sans text-12 text-ink-3">Aa</span>
          <span className="truncate">prefect deployment run etl/nightly 0123456789</span>
        </p>
      </Sample>
      <Sample title="Elevation and radius">
        <div className="grid grid-cols-3 gap-4">
          {(['shadow-0 rounded-6', 'shadow-1 rounded-8', 'shadow-2 rounded-12'] as const).map((look) => (
            <div
              key={look}
              className={cx(
                'grid h-20 place-items-center border border-line bg-raised text-12 text-ink-3',
                look,
              )}
            >
              {look.replace(' rounded', ', radius')}
            </div>
          ))}
        </div>
      </Sample>
    </>
  );
}
