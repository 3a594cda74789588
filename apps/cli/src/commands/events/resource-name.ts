/** What an event is about, as people call it. */
export const resourceName = (event: object): string => {
  const resource = 'resource' in event ? event.resource : undefined;
  if (typeof resource !== 'object' || resource === null) return '';
  const labels = resource as Readonly<Record<string, unknown>>; // any JSON object
  return String(labels['prefect.resource.name'] ?? labels['prefect.resource.id'] ?? '');
};
