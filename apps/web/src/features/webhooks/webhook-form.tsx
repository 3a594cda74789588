import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { botsQuery } from '../../api/accounts.ts';
import { fieldError, formError } from '../../api/api-error.ts';
import type { WebhookBody } from '../../api/webhooks.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Field } from '../../ui/field.tsx';
import { Input, TextArea } from '../../ui/input.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Select } from '../../ui/select.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { PreviewCard } from './preview-card.tsx';
import { TEMPLATES } from './webhook-templates.ts';

const NOBODY = 'nobody';

/** Name and template of a webhook, beside what the template makes of a sample. */
export function WebhookForm(props: {
  readonly start: WebhookBody;
  readonly isNew: boolean;
  readonly isBusy: boolean;
  readonly error: unknown;
  readonly onSubmit: (body: WebhookBody) => void;
  readonly onCancel?: () => void;
}): JSX.Element {
  const { start, isNew, isBusy, error, onSubmit, onCancel } = props;
  const [body, setBody] = useState(start);
  const put = (change: Partial<WebhookBody>): void => setBody((before) => ({ ...before, ...change }));
  return (
    <form
      noValidate
      className="grid items-start gap-4 grid-cols-1 lg:grid-cols-2"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(body);
      }}
    >
      <Card
        title="Webhook"
        footer={
          <>
            {onCancel && <Button onClick={onCancel}>Cancel</Button>}
            <Button kind="primary" type="submit" busy={isBusy} disabled={isBusy || body.name.trim() === ''}>
              {isNew ? 'Create webhook' : 'Save'}
            </Button>
          </>
        }
      >
        <div className="flex flex-col gap-4">
          {error ? (
            <Notice tone="danger">{formError(error, ['name', 'description', 'template'])}</Notice>
          ) : null}
          <Field label="Name" error={fieldError(error, 'name')}>
            <Input
              autoFocus={isNew}
              autoComplete="off"
              value={body.name}
              onChange={({ target }) => put({ name: target.value })}
            />
          </Field>
          <Field label="Description" optional error={fieldError(error, 'description')}>
            <Input
              autoComplete="off"
              value={body.description}
              onChange={({ target }) => put({ description: target.value })}
            />
          </Field>
          <Template body={body} put={put} error={error} />
          <ServiceAccountField
            value={body.service_account_id}
            onChange={(id) => put({ service_account_id: id })}
          />
        </div>
      </Card>
      <PreviewCard template={body.template} />
    </form>
  );
}

function Template(props: {
  body: WebhookBody;
  put: (change: Partial<WebhookBody>) => void;
  error: unknown;
}): JSX.Element {
  const { body, put, error } = props;
  const known = TEMPLATES.find(({ template }) => template === body.template);
  return (
    <Field
      label="Template"
      hint="Makes the JSON of one event of the call: body, headers and method are there. Texts go through the filter tojson."
      error={fieldError(error, 'template')}
      aside={
        <span className="w-52">
          <Select
            label="Start from"
            placeholder="Start from…"
            options={TEMPLATES.map(({ id, label }) => ({ value: id, label }))}
            value={known?.id}
            onChange={(id) => put({ template: TEMPLATES.find((one) => one.id === id)?.template ?? '' })}
          />
        </span>
      }
    >
      <TextArea
        mono
        rows={12}
        spellCheck={false}
        className="sm:text-12"
        value={body.template}
        onChange={({ target }) => put({ template: target.value })}
      />
    </Field>
  );
}

/** Whose key a caller must send; left out for who may not see service accounts. */
function ServiceAccountField(props: {
  value: string | null;
  onChange: (id: string | null) => void;
}): JSX.Element | null {
  const { account_id } = useWorkspace();
  const { data: bots, isError } = useQuery({ ...botsQuery(account_id), retry: false });
  if (isError || !bots) return null;
  return (
    <Field label="Service account" hint="When one is chosen, callers must send its key as a bearer token.">
      <Select
        options={[
          { value: NOBODY, label: 'None: who knows the address may call' },
          ...bots.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        value={props.value ?? NOBODY}
        onChange={(next) => props.onChange(next === NOBODY ? null : next)}
      />
    </Field>
  );
}
