import type { FastifyReply } from 'fastify';

const POLICY = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'";

/** The end of a sign-in whose answer does not belong to its question. */
export function sendRefusalPage(reply: FastifyReply, publicUrl: string): void {
  void reply
    .code(401)
    .header('content-security-policy', POLICY)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Not signed in</title></head><body>
<h1>You are not signed in</h1><p>The answer of the identity provider does not belong to a sign-in of this browser, or came too late.</p>
<p><a href="${encodeURI(publicUrl)}/auth/sign-in">Try again</a></p></body></html>
`);
}
