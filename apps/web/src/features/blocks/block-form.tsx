import { type JSX, type ReactNode, useState } from 'react';
import { fieldError, formError } from '../../api/api-error.ts';
import type { BlockSchema } from '../../api/blocks.ts';
import type { JsonObject } from '../../api/deployments.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';
import { Notice } from '../../ui/notice.tsx';
import { fallbacksOf, fieldsOf, type Values } from '../schema-form/schema-field.ts';
import { SchemaValuesCard } from '../schema-form/schema-values-card.tsx';
import { useSchemaDraft } from '../schema-form/use-schema-draft.ts';

/** Name and values of a block, by the schema of its type or as JSON. */
export function BlockForm(props: {
  readonly schema: BlockSchema;
  /** Left out for a block that has its name already. */
  readonly withName?: boolean;
  readonly start?: Values;
  readonly action: string;
  readonly isBusy: boolean;
  readonly error: unknown;
  readonly onSubmit: (name: string, data: JsonObject) => void;
  readonly onCancel: () => void;
  readonly aside?: ReactNode;
}): JSX.Element {
  const { schema, withName = false, start, action, isBusy, error, onSubmit, onCancel } = props;
  const fields = fieldsOf(schema.fields);
  const draft = useSchemaDraft(fields, () => start ?? fallbacksOf(fields));
  const [name, setName] = useState('');
  const [nameless, setNameless] = useState(false);
  const submit = (): void => {
    const data = draft.check();
    const isNameless = withName && name.trim() === '';
    setNameless(isNameless);
    if (data && !isNameless) onSubmit(name.trim(), data);
  };
  return (
    <form
      noValidate
      className="flex max-w-[720px] flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {error ? <Notice tone="danger">{formError(error, ['name'])}</Notice> : null}
      {(nameless || Object.keys(draft.errors).length > 0) && (
        <Notice tone="danger">Check the marked fields.</Notice>
      )}
      {withName && (
        <Card title="Name" description="Flows load the block by it.">
          <Field
            label="Block name"
            hint="Lower-case letters, digits and dashes."
            error={nameless ? 'Give it a name.' : fieldError(error, 'name')}
          >
            <Input
              mono
              autoFocus
              autoComplete="off"
              value={name}
              onChange={({ target }) => setName(target.value)}
            />
          </Field>
        </Card>
      )}
      <SchemaValuesCard
        draft={draft}
        title="Values"
        jsonHint="Hidden secrets stay what they are while their stars stay."
        empty="This type has no values."
      />
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button kind="primary" type="submit" busy={isBusy}>
          {action}
        </Button>
      </div>
    </form>
  );
}
