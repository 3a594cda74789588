/** What a mail says; how it looks is the business of `renderMail`. */
export interface MailMessage {
  readonly subject: string;
  readonly heading: string;
  /** Paragraphs before the button. */
  readonly lines: readonly string[];
  /** The one thing to do. */
  readonly action?: { readonly label: string; readonly url: string };
  /** Smaller, below the button: how long it works, what to do if it was not you. */
  readonly notes?: readonly string[];
}

/** A mail in both forms that mail programs show. */
export interface RenderedMail {
  readonly text: string;
  readonly html: string;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escape = (text: string): string => text.replace(/[&<>"']/g, (c) => ENTITIES[c]!);

/** Prints a mail as text and as HTML. Everything that comes from people is escaped. */
export const renderMail = (message: MailMessage): RenderedMail => ({
  text: asText(message),
  html: asHtml(message),
});

function asText({ heading, lines, action, notes = [] }: MailMessage): string {
  const button = action ? [`${action.label}:\n${action.url}`] : [];
  return [heading, ...lines, ...button, ...notes, '-- \nOrch Cloud'].join('\n\n');
}

const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

// Tables and inline styles: what mail programs of all ages agree on.
const asHtml = ({ subject, heading, lines, action, notes = [] }: MailMessage): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${escape(subject)}</title>
<style>@media (prefers-color-scheme:dark){.page{background:#101317!important}.card{background:#191d23!important;border-color:#2b3139!important}.ink{color:#eef1f4!important}.soft{color:#9aa5b2!important}}</style></head>
<body class="page" style="margin:0;padding:0;background:#f3f5f8"><div style="display:none;max-height:0;overflow:hidden">${escape(lines[0] ?? heading)}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="page" style="background:#f3f5f8"><tr><td align="center" style="padding:40px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:520px">
<tr><td class="ink" style="padding:0 4px 18px;${FONT};font-size:15px;font-weight:700;letter-spacing:-.01em;color:#171b21"><span style="display:inline-block;width:11px;height:11px;border-radius:50%;background:#2f6bff;margin-right:8px"></span>Orch Cloud</td></tr>
<tr><td class="card" style="background:#ffffff;border:1px solid #e2e6ec;border-radius:14px;padding:34px 32px">
<h1 class="ink" style="margin:0 0 14px;${FONT};font-size:22px;line-height:1.3;letter-spacing:-.02em;color:#171b21">${escape(heading)}</h1>
${lines.map((line) => `<p class="ink" style="margin:0 0 14px;${FONT};font-size:15px;line-height:1.6;color:#3a424d">${escape(line)}</p>`).join('\n')}
${action ? button(action) : ''}</td></tr>
<tr><td style="padding:18px 4px 0">
${notes.map((note) => `<p class="soft" style="margin:0 0 8px;${FONT};font-size:12.5px;line-height:1.55;color:#6a7482">${escape(note)}</p>`).join('\n')}
</td></tr></table></td></tr></table></body></html>
`;

const button = ({ label, url }: { label: string; url: string }): string => `
<table role="presentation" cellpadding="0" cellspacing="0" style="margin:22px 0 20px"><tr><td style="border-radius:9px;background:#2f6bff">
<a href="${escape(url)}" style="display:inline-block;padding:12px 22px;${FONT};font-size:15px;font-weight:600;color:#ffffff;text-decoration:none">${escape(label)}</a></td></tr></table>
<p class="soft" style="margin:0;${FONT};font-size:12.5px;line-height:1.55;color:#6a7482">Or copy this address into your browser:<br><a href="${escape(url)}" style="color:#2f6bff;word-break:break-all">${escape(url)}</a></p>`;
