/** Templates to begin with. */
export const TEMPLATES: readonly {
  readonly id: string;
  readonly label: string;
  readonly template: string;
}[] = [
  {
    id: 'fields',
    label: 'Fields of the body',
    template: `{
  "event": "order.{{ body.type }}",
  "resource": {
    "prefect.resource.id": "shop.order.{{ body.id }}",
    "prefect.resource.name": {{ body.name | tojson }}
  },
  "payload": {{ body | tojson }}
}`,
  },
  {
    id: 'fixed',
    label: 'Always the same event',
    template: `{
  "event": "webhook.called",
  "resource": {
    "prefect.resource.id": "my.system"
  }
}`,
  },
  {
    id: 'cloud-event',
    label: 'CloudEvents',
    template: '{{ body | from_cloud_event(headers) }}',
  },
  {
    id: 'github',
    label: 'GitHub',
    template: `{
  "event": "github.{{ headers['x-github-event'] }}",
  "resource": {
    "prefect.resource.id": "github.repository.{{ body.repository.full_name }}",
    "prefect.resource.name": {{ body.repository.full_name | tojson }}
  },
  "payload": { "sender": {{ body.sender.login | tojson }}, "ref": {{ body.ref | tojson }} }
}`,
  },
];

export const SAMPLE_BODY = `{
  "type": "paid",
  "id": 42,
  "name": "Order 42"
}`;
