import { Select as Base } from 'radix-ui';
import type { JSX } from 'react';
import { cx } from './class-names.ts';
import { useFieldControl } from './field.tsx';
import { Icon } from './icon.tsx';
import { inputClass } from './input.tsx';
import { itemClass, layerClass } from './layer.ts';
import type { Option } from './option-list.ts';

export interface SelectProps<V extends string> {
  readonly options: readonly Option<V>[];
  readonly value: V | undefined;
  readonly onChange: (value: V) => void;
  readonly label?: string;
  readonly placeholder?: string;
  readonly disabled?: boolean;
  readonly large?: boolean;
  readonly className?: string;
}

/** See Select, which loads it. */
export function SelectLayer<V extends string>(props: SelectProps<V>): JSX.Element {
  const { options, value, onChange, label, placeholder = 'Choose…', disabled, large, className } = props;
  const control = useFieldControl();
  return (
    // an option's value is one of V by its type
    <Base.Root value={value ?? ''} onValueChange={(next) => onChange(next as V)} disabled={disabled ?? false}>
      <Base.Trigger
        {...control}
        aria-label={label}
        className={cx(
          inputClass,
          'inline-flex items-center justify-between gap-2 text-left data-[placeholder]:text-ink-3',
          large ? 'h-10 px-3' : 'h-8 px-2.5',
          className,
        )}
      >
        <span className="truncate">
          <Base.Value placeholder={placeholder} />
        </span>
        <Icon name="chevronsUpDown" size={14} className="text-ink-3" />
      </Base.Trigger>
      <Base.Portal>
        <Base.Content
          position="popper"
          sideOffset={4}
          className={cx(
            layerClass,
            'max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width)',
          )}
        >
          <Base.Viewport className="p-1">
            {options.map((option) => (
              <Base.Item
                key={option.value}
                value={option.value}
                className={cx(itemClass, 'items-start pr-8')}
              >
                <span className="min-w-0">
                  <Base.ItemText>{option.label}</Base.ItemText>
                  {option.hint && <span className="block max-w-72 text-12 text-ink-3">{option.hint}</span>}
                </span>
                <Base.ItemIndicator className="absolute top-1.5 right-2 text-ink-2">
                  <Icon name="check" size={14} />
                </Base.ItemIndicator>
              </Base.Item>
            ))}
          </Base.Viewport>
        </Base.Content>
      </Base.Portal>
    </Base.Root>
  );
}
