/** The address of a link that may be followed: web, mail, or a place on this page. Everything else is only text. */
export function safeHref(href: string): string | undefined {
  const trimmed = href.trim();
  if (trimmed.startsWith('#')) return trimmed;
  try {
    const { protocol } = new URL(trimmed);
    return ['http:', 'https:', 'mailto:'].includes(protocol) ? trimmed : undefined;
  } catch {
    return undefined;
  }
}
