import type { VariableResponse } from '@orch/contract';
import { type JSX, useState } from 'react';
import { fieldError, formError } from '../../api/api-error.ts';
import { variables, variablesKey } from '../../api/variables.ts';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Input, TextArea } from '../../ui/input.tsx';
import { useAction } from '../inside/use-action.ts';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { textOfValue, valueOfText } from './variable-text.ts';

/** Makes a variable, or changes one. */
export function VariableDialog(props: {
  readonly variable: VariableResponse | undefined;
  readonly onClose: () => void;
}): JSX.Element {
  const { variable, onClose } = props;
  const { place } = useWorkspace();
  const [name, setName] = useState(variable?.name ?? '');
  const [text, setText] = useState(variable ? textOfValue(variable.value) : '');
  const [tags, setTags] = useState(variable?.tags.join(', ') ?? '');
  const save = useAction({
    run: (): Promise<unknown> => {
      const body = {
        name: name.trim(),
        value: valueOfText(text),
        tags: tags
          .split(',')
          .map((tag) => tag.trim())
          .filter(Boolean),
      };
      return variable ? variables.update(place, variable.id, body) : variables.create(place, body);
    },
    refresh: [variablesKey(place)],
    quiet: true,
    done: variable ? 'Variable saved' : 'Variable created',
    then: onClose,
  });
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title={variable ? `Change ${variable.name}` : 'New variable'}
      description="Flows read it by its name; everybody with access to the workspace can see it."
      action={variable ? 'Save' : 'Create variable'}
      busy={save.isPending}
      error={formError(save.error, ['name', 'value', 'tags'])}
      onSubmit={() => save.mutate()}
    >
      <Field label="Name" hint="Lower-case letters, digits, _ and -." error={fieldError(save.error, 'name')}>
        <Input
          mono
          autoFocus
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
      <Field
        label="Value"
        hint="JSON is kept as such; everything else is a text."
        error={fieldError(save.error, 'value')}
      >
        <TextArea
          mono
          rows={5}
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </Field>
      <Field label="Tags" optional hint="Separated by commas." error={fieldError(save.error, 'tags')}>
        <Input autoComplete="off" value={tags} onChange={(event) => setTags(event.target.value)} />
      </Field>
    </FormDialog>
  );
}
