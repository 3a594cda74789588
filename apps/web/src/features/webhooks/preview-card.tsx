import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { messageOf } from '../../api/api-error.ts';
import { previewQuery, type SampleCall } from '../../api/webhooks.ts';
import { Badge } from '../../ui/badge.tsx';
import { Card } from '../../ui/card.tsx';
import { JsonView } from '../../ui/code.tsx';
import { Field } from '../../ui/field.tsx';
import { TextArea } from '../../ui/input.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Select } from '../../ui/select.tsx';
import { useRested } from '../inside/use-rested.ts';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { SAMPLE_BODY } from './webhook-templates.ts';

const METHODS = ['POST', 'GET'] as const;

/** `name: value` a line. */
const headersOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const at = line.indexOf(':');
      return at > 0 ? [[line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim()]] : [];
    }),
  );
/** JSON where it is JSON, else the text itself, as a caller could send it. */
const bodyOf = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
};

/** What a template makes of a sample, while one writes. */
export function PreviewCard({ template }: { readonly template: string }): JSX.Element {
  const { place } = useWorkspace();
  const [method, setMethod] = useState<(typeof METHODS)[number]>('POST');
  const [headers, setHeaders] = useState('content-type: application/json');
  const [body, setBody] = useState(SAMPLE_BODY);
  const text = useRested(`${method}\0${headers}\0${body}\0${template}`);
  const [restedMethod = '', restedHeaders = '', restedBody = '', restedTemplate = ''] = text.split('\0');
  const call: SampleCall = {
    template: restedTemplate,
    method: restedMethod,
    headers: headersOf(restedHeaders),
    body: bodyOf(restedBody),
  };
  const { data, error } = useQuery({ ...previewQuery(place, call), placeholderData: keepPreviousData });
  return (
    <Card title="Try it" description="A sample call, and the event that it would make. Nothing is sent.">
      <div className="flex flex-col gap-4">
        <div className="grid grid-cols-1 gap-x-3 gap-y-4 sm:grid-cols-[112px_minmax(0,1fr)]">
          <Field label="Method">
            <Select
              options={METHODS.map((value) => ({ value, label: value }))}
              value={method}
              onChange={setMethod}
            />
          </Field>
          <Field label="Headers">
            <TextArea
              mono
              rows={1}
              spellCheck={false}
              className="sm:text-12"
              value={headers}
              onChange={({ target }) => setHeaders(target.value)}
            />
          </Field>
        </div>
        <Field label="Body">
          <TextArea
            mono
            rows={6}
            spellCheck={false}
            className="sm:text-12"
            value={body}
            onChange={({ target }) => setBody(target.value)}
          />
        </Field>
        <section aria-label="Result" aria-live="polite">
          <h3 className="mb-1.5 flex items-center gap-2 text-13 font-medium">
            Event
            {data?.event && (
              <Badge tone="ok" icon="check">
                Accepted
              </Badge>
            )}
          </h3>
          {error ? (
            <Notice tone="danger">{messageOf(error)}</Notice>
          ) : data?.event ? (
            <JsonView value={data.event} label="Event" />
          ) : data?.error ? (
            <Notice tone="danger">{data.error}</Notice>
          ) : (
            <p className="text-ink-3">…</p>
          )}
        </section>
      </div>
    </Card>
  );
}
