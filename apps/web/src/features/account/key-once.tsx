import type { JSX } from 'react';
import { Button } from '../../ui/button.tsx';
import { Command } from '../../ui/code.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';
import { Notice } from '../../ui/notice.tsx';

/** A new key, this one time. */
export function KeyOnce(props: {
  readonly name: string;
  readonly value: string;
  readonly onClose: () => void;
}): JSX.Element {
  const { name, value, onClose } = props;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Copy your key now"
      description={`“${name}” is ready. For your safety it is not shown again.`}
      footer={
        <Button kind="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <Field label="API key">
          <div className="relative">
            <Input
              mono
              readOnly
              value={value}
              onFocus={(event) => event.target.select()}
              className="pr-20 text-12"
            />
            <CopyButton
              text={value}
              label="Copy"
              withLabel
              className="absolute top-0.5 right-0.5 bg-surface"
            />
          </div>
        </Field>
        <div>
          <p className="mb-1.5 text-13 font-medium">Log in with it</p>
          <Command text={`prefect cloud login --key ${value}`} />
        </div>
        <Notice tone="warn">Whoever has this key can act as its owner. Keep it out of code and chats.</Notice>
      </div>
    </Dialog>
  );
}
