import { type JSX, useEffect } from 'react';
import { Switch } from '../../ui/choice.tsx';
import { Field } from '../../ui/field.tsx';
import { Input, TextArea } from '../../ui/input.tsx';
import { TokenInput } from '../../ui/token-input.tsx';
import type { AutomationForm } from './use-automation-form.ts';

/** How it is called, and whether it starts at once. */
export function DetailsStep({ form, said }: { form: AutomationForm; said: string }): JSX.Element {
  const { draft, put, problems } = form;
  // a name to begin with: the sentence itself
  useEffect(() => {
    if (draft.name === '' && said !== '') put({ name: said });
    // only on entering the step: whoever empties the field wants another one
  }, []);
  return (
    <div className="flex flex-col gap-4 rounded-8 border border-line bg-surface p-4 sm:p-5">
      <Field label="Name" error={problems.details}>
        <Input
          autoFocus
          autoComplete="off"
          value={draft.name}
          onChange={({ target }) => put({ name: target.value })}
        />
      </Field>
      <Field label="Description" optional>
        <TextArea value={draft.description} onChange={({ target }) => put({ description: target.value })} />
      </Field>
      <Field label="Tags" optional>
        <TokenInput free value={draft.tags} onChange={(tags) => put({ tags })} />
      </Field>
      <Switch
        label="On"
        hint="It fires from now on; what has happened before does not count."
        checked={draft.enabled}
        onChange={(enabled) => put({ enabled })}
      />
    </div>
  );
}
