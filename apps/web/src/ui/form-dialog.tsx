import { type JSX, type ReactNode, useId } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Notice } from './notice.tsx';

/** A form over the page: fields, the error of the whole, cancel and the one action. */
export function FormDialog(props: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly description?: ReactNode;
  readonly action: string;
  readonly busy: boolean;
  readonly error?: string | undefined;
  readonly wide?: boolean;
  readonly disabled?: boolean;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}): JSX.Element {
  const {
    open,
    onOpenChange,
    title,
    description,
    action,
    busy,
    error,
    wide = false,
    disabled = false,
    onSubmit,
    children,
  } = props;
  const id = useId();
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={title}
      description={description}
      wide={wide}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button kind="primary" type="submit" form={id} busy={busy} disabled={disabled || busy}>
            {action}
          </Button>
        </>
      }
    >
      <form
        id={id}
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        {error && <Notice tone="danger">{error}</Notice>}
        {children}
      </form>
    </Dialog>
  );
}
