import { DropdownMenu as Base } from 'radix-ui';
import type { ButtonHTMLAttributes, JSX, ReactElement, ReactNode } from 'react';
import { cx } from './class-names.ts';
import { Icon, type IconName } from './icon.tsx';
import { itemClass, layerClass } from './layer.ts';

export interface MenuProps {
  /** The button that opens it. */
  readonly trigger: ReactElement<ButtonHTMLAttributes<HTMLButtonElement>>;
  readonly align?: 'start' | 'end';
  readonly className?: string;
  readonly children: ReactNode;
}

/** The menu itself, open: it is loaded when somebody wants it (see Menu). */
export function Dropdown({ trigger, align = 'end', className, children }: MenuProps): JSX.Element {
  return (
    <Base.Root modal={false} defaultOpen>
      <Base.Trigger asChild>{trigger}</Base.Trigger>
      <Base.Portal>
        <Base.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className={cx(layerClass, 'min-w-44 p-1', className)}
        >
          {children}
        </Base.Content>
      </Base.Portal>
    </Base.Root>
  );
}

export interface MenuItemProps {
  readonly icon?: IconName;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly onSelect?: () => void;
  /** A link in place of an action. */
  readonly asChild?: boolean;
  readonly children: ReactNode;
}

/** One action. */
export function DropdownItem(props: MenuItemProps): JSX.Element {
  const { icon, danger = false, disabled = false, onSelect, asChild = false, children } = props;
  const className = cx(itemClass, danger && 'text-danger data-[highlighted]:bg-danger-soft');
  const rest = { className, disabled, ...(onSelect ? { onSelect } : {}) };
  if (asChild)
    return (
      <Base.Item {...rest} asChild>
        {children}
      </Base.Item>
    );
  return (
    <Base.Item {...rest}>
      {icon && <Icon name={icon} size={14} className={danger ? '' : 'text-ink-3'} />}
      {children}
    </Base.Item>
  );
}

export interface MenuChoiceProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly options: readonly { readonly value: V; readonly label: string; readonly icon?: IconName }[];
  readonly onChange: (value: V) => void;
}

/** One of several that exclude each other. */
export function DropdownChoice<V extends string>(props: MenuChoiceProps<V>): JSX.Element {
  return (
    // an option's value is one of V by its type
    <Base.RadioGroup value={props.value} onValueChange={(next) => props.onChange(next as V)}>
      <DropdownLabel>{props.label}</DropdownLabel>
      {props.options.map(({ value, label, icon }) => (
        <Base.RadioItem
          key={value}
          value={value}
          className={cx(itemClass, 'pr-8')}
          onSelect={(event) => event.preventDefault()}
        >
          {icon && <Icon name={icon} size={14} className="text-ink-3" />}
          {label}
          <Base.ItemIndicator className="absolute right-2 text-ink-2">
            <Icon name="check" size={14} />
          </Base.ItemIndicator>
        </Base.RadioItem>
      ))}
    </Base.RadioGroup>
  );
}

export function DropdownLabel({ children }: { children: ReactNode }): JSX.Element {
  return <Base.Label className="px-2 pt-1.5 pb-1 text-12 text-ink-3">{children}</Base.Label>;
}

export function DropdownLine(): JSX.Element {
  return <Base.Separator className="-mx-1 my-1 border-t border-line" />;
}
