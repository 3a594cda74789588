/** How an error looks on the wire: `detail` as FastAPI's HTTPException, `message` as the reference's `exception_message`. */
interface ErrorRow {
  readonly status: number;
  readonly detail?: string;
  readonly message?: string;
}

/**
 * Public errors, one row each. A code is API surface: add rows, never rename one.
 * `{name}` in a text is filled from `OrchError.shown`.
 */
export const ERRORS = {
  'auth.required': { status: 401, message: 'Unauthorized' },
  'auth.forbidden': { status: 403, detail: 'Forbidden' },
  'auth.credentials': {
    status: 401,
    detail:
      'Wrong e-mail address or password. If you have just signed up, follow the link in our mail first.',
  },
  'auth.sso_required': { status: 403, detail: 'This address signs in through its identity provider.' },
  'auth.too_many': { status: 429, detail: 'Too many attempts. Try again in {seconds} seconds.' },
  'origin.refused': { status: 403, detail: 'Requests from other sites are not allowed.' },
  'csrf.refused': {
    status: 403,
    detail: 'The x-orch-csrf header is missing or out of date. Reload the page.',
  },
  'sign_up.closed': { status: 403, detail: 'Signing up is closed on this server.' },
  'sign_up.invitation_needed': { status: 403, detail: 'Signing up needs an invitation on this server.' },
  'sign_up.invitation_address': {
    status: 403,
    detail: 'The invitation is for another e-mail address.',
  },
  'email.taken': { status: 409, detail: 'There is an account with this e-mail address. Sign in instead.' },
  'link.invalid': { status: 410, detail: 'This link is not valid any more. Ask for a new one.' },
  'session.required': { status: 403, detail: 'This needs a person who is signed in, not an API key.' },
  'sso.unavailable': { status: 422, detail: 'The identity provider could not be reached, or is not set up.' },
  'sso_domain.taken': { status: 409, detail: '{domain} leads to an identity provider already.' },
  'sso_domain.unproven': { status: 422, detail: 'There is no TXT record with this value at {name} yet.' },
  'sso_domain.mail_sent': { status: 429, detail: 'A mail was sent a few minutes ago. Wait for it first.' },
  'sso_mapping.exists': { status: 409, detail: 'The group is mapped to this already.' },
  'callback.refused': {
    status: 422,
    detail: 'callback: must be an http URL of this computer (localhost, 127.0.0.1 or [::1])',
  },
  'oauth.request_refused': { status: 400, detail: '{text}' },
  'device_code.unknown': {
    status: 404,
    detail: 'There is no device with this code that waits for approval.',
  },
  'password.rejected': { status: 422, detail: '{text}' },
  'password.wrong': { status: 403, detail: 'The current password is wrong.' },
  'ip.refused': { status: 403, detail: 'This account does not allow access from your IP address, {ip}.' },
  'ip_allowlist.locks_out': {
    status: 422,
    detail: 'Your own IP address, {ip}, would not be allowed any more. Add it to the list first.',
  },
  'rate_limit.exceeded': {
    status: 429,
    detail: 'Too many requests: {limit} a minute are allowed. Try again in {seconds} seconds.',
  },
  'host.refused': { status: 403, detail: 'Host or Origin not allowed in local mode' },
  not_found: { status: 404, detail: 'Not Found' },
  method_not_allowed: { status: 405, detail: 'Method Not Allowed' },
  'request.too_large': { status: 413, detail: 'Request body is too large' },
  'request.aborted': { status: 400, detail: 'The request ended before its body did' },
  'request.content_type': { status: 415, detail: 'Content-Type must be application/json' },
  'request.limit': { status: 422, detail: 'Invalid limit: must be less than or equal to {max}.' },
  'request.limit_negative': {
    status: 422,
    detail: 'Invalid limit: must be greater than or equal to 0.',
  },
  'request.rejected': { status: 422, detail: '{text}' },
  'request.unstorable': { status: 422, detail: 'A value cannot be stored: {text}' },
  'request.api_version': { status: 400, detail: '{text}' },
  'database.unavailable': { status: 503, message: 'Service Unavailable' },
  internal: { status: 500, message: 'Internal Server Error' },
  'flow.not_found': { status: 404, detail: 'Flow not found' },
  'flow_run.not_found': { status: 404, detail: 'Flow run not found' },
  'flow_run.job_variables_fixed': {
    status: 400,
    detail: 'Job variables for a flow run in state {state} cannot be updated',
  },
  'flow_run.no_deployment': { status: 400, detail: 'A deployment for the flow run could not be found' },
  'work_pool.queue_not_found': {
    status: 404,
    detail: 'Work queue "{queue}" not found in work pool "{pool}".',
  },
  'task_run.not_found': { status: 404, detail: 'Task not found' },
  'state.not_found': { status: 404, detail: 'Flow run state not found' },
  'flow_run.graph_too_large': {
    status: 400,
    detail: 'The graph of flow run {id} has more than {max} nodes.',
  },
  'flow_run_input.key_taken': { status: 409, detail: 'A flow run input with this key already exists.' },
  'flow_run_input.not_found': { status: 404, detail: 'Flow run input not found' },
  'artifact.not_found': { status: 404, detail: 'Artifact not found.' },
  'saved_search.not_found': { status: 404, detail: 'Saved search not found' },
  'result_storage.block_not_found': { status: 404, detail: 'Block document {id} not found.' },
  'result_storage.block_unfit': {
    status: 422,
    detail: 'Block document {id} cannot be used for result storage.',
  },
  'object.not_found': { status: 404, message: 'The requested object was not found.' },
  'handle.taken': { status: 409, detail: "The handle '{handle}' is already taken." },
  'role.unknown': { status: 422, detail: 'There is no such {level} role.' },
  'role.above_own': { status: 403, detail: 'A role above your own can neither be given nor taken away.' },
  'role.name_taken': { status: 409, detail: "A role with the name '{name}' already exists." },
  'role.built_in': { status: 403, detail: 'Built-in roles cannot be changed.' },
  'role.in_use': { status: 409, detail: 'The role is in use: take it from everybody first.' },
  'role.circle': { status: 422, detail: 'A role cannot inherit from itself, directly or not.' },
  'role.scope_unknown': { status: 422, detail: "scopes: there is no workspace permission '{scope}'." },
  'account.last_owner': {
    status: 409,
    detail: 'An account needs an owner: make somebody else one first.',
  },
  'account.full': { status: 409, detail: 'There can be no more than {max} {what}.' },
  'member.exists': { status: 409, detail: 'This person is a member of the account already.' },
  'team.name_taken': { status: 409, detail: "A team with the name '{name}' already exists." },
  'invitation.exists': {
    status: 409,
    detail: 'There is an open invitation for this address already: send it again instead.',
  },
  'invitation.limit': { status: 429, detail: '{text}' },
  'invitation.closed': { status: 409, detail: 'The invitation is not open any more.' },
  'invitation.other_address': { status: 403, detail: 'This is for another e-mail address.' },
  'member.unknown': { status: 404, detail: 'Not a member of this account.' },
  'api_key.too_many': {
    status: 409,
    detail: 'There are {max} API keys already. Revoke one that is not used.',
  },
  'scope.unknown': { status: 422, detail: "scopes: there is no permission '{scope}'." },
  'service_account.name_taken': {
    status: 409,
    detail: "A service account with the name '{name}' already exists.",
  },
  'work_pool.reserved': {
    status: 403,
    detail: "Work pools starting with 'Prefect' are reserved for internal use.",
  },
  'work_pool.reserved_update': {
    status: 403,
    detail:
      "Work pools starting with 'Prefect' are reserved for internal use and can only be updated to set concurrency limits or pause.",
  },
  'work_pool.reserved_delete': {
    status: 403,
    detail: "Work pools starting with 'Prefect' are reserved for internal use and can not be deleted.",
  },
  'work_pool.name_taken': { status: 409, detail: 'A work pool with this name already exists.' },
  'work_pool.not_found': { status: 404, detail: 'Work pool "{name}" not found.' },
  'work_queue.not_found': { status: 404, detail: 'work queue not found' },
  'work_queue.unknown': { status: 404, detail: 'Work Queue {id} not found' },
  'work_queue.name_taken': { status: 409, detail: 'A work queue with this name already exists.' },
  'work_queue.is_default': { status: 409, detail: 'The default queue of a work pool cannot be deleted.' },
  'pool_queue.not_found': { status: 404, detail: "Work pool queue '{pool}/{name}' not found." },
  'pool_queue.name_taken': {
    status: 409,
    detail: "A work queue with this name already exists in work pool '{pool}'.",
  },
  'worker.not_found': { status: 404, detail: 'Worker not found.' },
  'job_variables.invalid': { status: 422, detail: '{text}' },
  'job_variables.block_not_found': { status: 404, detail: 'Block not found.' },
  'deployment.not_found': { status: 404, detail: 'Deployment not found' },
  'deployment.unknown': { status: 404, detail: 'Deployment not found.' },
  'deployment.limit_not_found': { status: 404, detail: 'Concurrency limit not found' },
  'deployment.rejected': { status: 409, detail: '{text}' },
  'deployment.hydration': { status: 400, detail: '{text}' },
  'deployment.circular_schema': {
    status: 422,
    detail: 'Invalid schema: Unable to validate schema with circular references.',
  },
  'deployment.bulk_limit': { status: 400, detail: 'Cannot create more than {max} flow runs at once.' },
  'deployment.no_pool': {
    status: 400,
    detail:
      'Cannot create flow run in work queue {queue} because deployment {id} is not associated with a work pool. Please remove work_pool_name and try again.',
  },
  'schedule.not_found': { status: 404, detail: 'Schedule not found.' },
  'schedule.slug_taken': { status: 409, detail: 'Schedule slugs must be unique within a deployment.' },
  'webhook.template_rejected': { status: 422, detail: 'template: line {line}: {text}' },
  'webhook.service_account_unknown': {
    status: 422,
    detail: 'service_account_id: the account has no such service account.',
  },
  'webhook.no_event': { status: 400, detail: '{text}' },
  'automation.reference_unknown': {
    status: 409,
    detail: 'An action names a {member} that does not exist: {id}.',
  },
  'variable.not_found': { status: 404, detail: 'Variable not found.' },
  'variable.name_taken': { status: 409, detail: "A variable with the name '{name}' already exists." },
  'limit.not_found': { status: 404, detail: 'Concurrency Limit not found' },
  'limit.slots_above': { status: 422, detail: 'Slots requested is greater than the limit' },
  'limit.no_decay': {
    status: 422,
    detail:
      'Only concurrency limits with slot decay can be used for rate limiting. The following limits do not have a decay configured: {names}',
  },
  'limit.locked': { status: 423, detail: 'Locked' },
  'lease.gone': { status: 410, detail: 'Lease not found - it may have expired or been revoked' },
  'tag_limit.not_found': { status: 404, detail: 'Concurrency limit not found' },
  'tag_limit.zero': {
    status: 423,
    detail: 'The concurrency limit on tag "{tag}" is 0 and will deadlock if the task tries to run again.',
  },
  'tag_limit.full': { status: 423, detail: 'Concurrency limit for the {tag} tag has been reached' },
  'block_type.not_found': { status: 404, detail: 'Block type not found' },
  'block_type.reserved': { status: 403, detail: "Block type names beginning with 'Prefect' are reserved." },
  'block_type.name_taken': { status: 409, detail: 'Block type with name "{name}" already exists' },
  'block_type.protected': { status: 403, detail: 'protected block types cannot be deleted.' },
  'block_schema.not_found': { status: 404, detail: 'Block schema not found' },
  'block_schema.protected': {
    status: 403,
    detail: 'Block schemas for protected block types cannot be deleted.',
  },
  'block_schema.type_not_found': { status: 404, detail: 'Block type {id} not found.' },
  'block_schema.nested_type_missing': {
    status: 409,
    detail:
      "Cannot create block schema because block type '{slug}' was not found.Did you forget to register the block type?",
  },
  'block_document.not_found': { status: 404, detail: 'Block document not found' },
  'block_document.exists': { status: 409, detail: 'Block already exists' },
  'block_document.rejected': { status: 400, detail: '{text}' },
  'collection.view_unknown': { status: 404, detail: 'View {view} not found in registry' },
  'collection.view_missing': { status: 404, detail: 'Requested content missing for view {view}' },
  'reference.unknown': {
    status: 409,
    detail: 'Data integrity conflict. This usually means a unique or foreign key constraint was violated.',
  },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;

/** What a caller sent is repeated to them no longer than this, in characters: answers stay under 16 KiB. */
const SHOWN_CHARS_MAX = 1_200;
const cut = (text: string): string =>
  text.length <= SHOWN_CHARS_MAX
    ? text
    : `${text.slice(0, SHOWN_CHARS_MAX).replace(/[\uD800-\uDBFF]$/, '')}…`;

/** An expected failure. The caller sees the row's text filled from `shown`; `internal` goes to the log only. */
export class OrchError extends Error {
  override readonly name = 'OrchError';

  constructor(
    readonly code: ErrorCode,
    readonly internal: Record<string, unknown> = {},
    readonly shown: Readonly<Record<string, string | number>> = {},
    readonly headers: Readonly<Record<string, string>> = {},
    options?: ErrorOptions,
  ) {
    super(code, options);
  }

  get status(): number {
    return ERRORS[this.code].status;
  }

  /** The body of the answer. */
  body(): Record<string, string> {
    const row: ErrorRow = ERRORS[this.code];
    const fill = (text: string): string =>
      text.replace(/\{(\w+)\}/g, (_, key: string) => cut(String(this.shown[key] ?? '')));
    return row.detail === undefined
      ? { exception_message: fill(row.message ?? '') }
      : { detail: fill(row.detail) };
  }
}
