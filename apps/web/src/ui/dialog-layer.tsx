import { AlertDialog as AlertBase, Dialog as Base } from 'radix-ui';
import { type ComponentProps, type JSX, type ReactNode, useState } from 'react';
import { Button, IconButton } from './button.tsx';
import { cx } from './class-names.ts';
import { useReturnFocus } from './use-return-focus.ts';

const SCRIM = 'fixed inset-0 z-40 bg-scrim animate-fade';
const BOX = 'border border-line bg-raised text-ink shadow-2 outline-none';
const CENTRED =
  'fixed top-[10vh] left-1/2 z-50 max-h-[84vh] w-[calc(100vw-24px)] -translate-x-1/2 flex flex-col rounded-12 animate-fade';

const Content = (props: ComponentProps<typeof Base.Content>): JSX.Element => (
  <Base.Content onCloseAutoFocus={useReturnFocus()} {...props} />
);
const AlertContent = (props: ComponentProps<typeof AlertBase.Content>): JSX.Element => (
  <AlertBase.Content onCloseAutoFocus={useReturnFocus()} {...props} />
);

export interface DialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly description?: ReactNode;
  /** Buttons, the main one last. */
  readonly footer?: ReactNode;
  readonly wide?: boolean;
  readonly children?: ReactNode;
}

function Head({ title, description }: Pick<DialogProps, 'title' | 'description'>): JSX.Element {
  return (
    <div className="flex items-start justify-between gap-4 px-5 pt-4 pb-3">
      <div className="min-w-0">
        <Base.Title className="text-16 font-semibold">{title}</Base.Title>
        {description && (
          <Base.Description className="mt-1 text-13 text-ink-2">{description}</Base.Description>
        )}
      </div>
      <Base.Close asChild>
        <IconButton icon="x" label="Close" size="small" className="-mr-2" />
      </Base.Close>
    </div>
  );
}

/** See Dialog, which loads it. */
export function DialogLayer(props: DialogProps): JSX.Element {
  const { open, onOpenChange, title, description, footer, wide = false, children } = props;
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Overlay className={SCRIM} />
        <Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          className={cx(BOX, CENTRED, wide ? 'sm:max-w-[640px]' : 'sm:max-w-[440px]')}
        >
          <Head title={title} description={description} />
          <div className="scroll-quiet min-h-0 flex-1 overflow-y-auto px-5 pt-1 pb-5">{children}</div>
          {footer && <DialogFooter>{footer}</DialogFooter>}
        </Content>
      </Base.Portal>
    </Base.Root>
  );
}

/** The row of buttons at the end of a dialog. */
function DialogFooter({ children }: { children: ReactNode }): JSX.Element {
  return (
    <div className="flex flex-wrap justify-end gap-2 rounded-b-12 border-t border-line bg-sunken px-5 py-3">
      {children}
    </div>
  );
}

/** See Drawer. */
export function DrawerLayer(props: DialogProps): JSX.Element {
  const { open, onOpenChange, title, description, footer, wide = false, children } = props;
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Overlay className={SCRIM} />
        <Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          className={cx(
            BOX,
            'fixed inset-y-0 right-0 z-50 flex w-full flex-col border-y-0 border-r-0 animate-slide-left',
            wide ? 'sm:max-w-[640px]' : 'sm:max-w-[440px]',
          )}
        >
          <Head title={title} description={description} />
          <div className="scroll-quiet min-h-0 flex-1 overflow-y-auto px-5 pt-1 pb-5">{children}</div>
          {footer && (
            <div className="flex justify-end gap-2 border-t border-line bg-sunken px-5 py-3">{footer}</div>
          )}
        </Content>
      </Base.Portal>
    </Base.Root>
  );
}

export interface ConfirmProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  /** What will be lost, in one or two sentences. */
  readonly children: ReactNode;
  readonly action: string;
  readonly onConfirm: () => Promise<unknown>;
}

/** See Confirm. */
export function ConfirmLayer({
  open,
  onOpenChange,
  title,
  children,
  action,
  onConfirm,
}: ConfirmProps): JSX.Element {
  const [isBusy, setBusy] = useState(false);
  const confirm = async (): Promise<void> => {
    setBusy(true);
    try {
      await onConfirm();
      onOpenChange(false);
    } finally {
      setBusy(false);
    }
  };
  return (
    <AlertBase.Root open={open} onOpenChange={onOpenChange}>
      <AlertBase.Portal>
        <AlertBase.Overlay className={SCRIM} />
        <AlertContent className={cx(BOX, CENTRED, 'sm:max-w-[400px]')}>
          <div className="px-5 pt-4 pb-5">
            <AlertBase.Title className="text-16 font-semibold">{title}</AlertBase.Title>
            <AlertBase.Description asChild>
              <div className="mt-1.5 text-13 text-ink-2">{children}</div>
            </AlertBase.Description>
          </div>
          <DialogFooter>
            <AlertBase.Cancel asChild>
              <Button>Cancel</Button>
            </AlertBase.Cancel>
            <Button kind="danger" busy={isBusy} onClick={() => void confirm().catch(() => {})}>
              {action}
            </Button>
          </DialogFooter>
        </AlertContent>
      </AlertBase.Portal>
    </AlertBase.Root>
  );
}
