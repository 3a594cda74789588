import { type JSX, useState } from 'react';
import { useFieldControl } from './field.tsx';
import { Input } from './input.tsx';
import { Select } from './select.tsx';

const UNITS = [
  { value: '1', label: 'seconds' },
  { value: '60', label: 'minutes' },
  { value: '3600', label: 'hours' },
  { value: '86400', label: 'days' },
] as const;
type Unit = (typeof UNITS)[number]['value'];
const unitOf = (seconds: number): Unit =>
  [...UNITS].reverse().find(({ value }) => seconds > 0 && seconds % Number(value) === 0)?.value ?? '60';

/** A length of time in the unit that people would say it in. */
export function SpanInput(props: {
  readonly seconds: number;
  readonly onChange: (seconds: number) => void;
  readonly label: string;
}): JSX.Element {
  const { seconds, onChange, label } = props;
  const control = useFieldControl();
  const [unit, setUnit] = useState<Unit>(() => unitOf(seconds));
  const [text, setText] = useState(() => String(seconds / Number(unitOf(seconds))));
  const change = (nextText: string, nextUnit: Unit): void => {
    setText(nextText);
    setUnit(nextUnit);
    const count = Number(nextText);
    onChange(Number.isFinite(count) && count > 0 ? count * Number(nextUnit) : 0);
  };
  return (
    <span className="flex gap-2">
      <Input
        {...control}
        aria-label={label}
        inputMode="decimal"
        className="max-w-24"
        value={text}
        onChange={({ target }) => change(target.value, unit)}
      />
      <span className="w-28">
        <Select
          label={`${label}: unit`}
          options={UNITS}
          value={unit}
          onChange={(next) => change(text, next)}
        />
      </span>
    </span>
  );
}
