import type { FieldErrorCode } from './field-error-codes.ts'

export type { FieldErrorCode } from './field-error-codes.ts'

/**
 * Every expected failure the API can answer with: its code and HTTP status.
 * The browser translates by code (`errors.<code>` in the locale files); a test requires the text.
 */
export const errorStatuses = {
  // general
  validation_failed: 400,
  malformed_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  stale_version: 409,
  illegal_transition: 409,
  idempotency_key_missing: 400,
  idempotency_key_reused: 409,
  request_too_large: 413,
  unsupported_media_type: 415,
  too_many_requests: 429,
  internal_error: 500,
  service_unavailable: 503,
  overloaded: 503,
  outcome_unknown: 503,
  // evidence
  file_too_large: 413,
  file_type_refused: 415,
  file_unreadable: 400,
  file_missing: 400,
  picture_too_large: 413,
  upload_quota_reached: 429,
  // accounts
  wrong_credentials: 401,
  session_ended: 401,
  link_expired: 410,
  already_a_member: 409,
  last_of_its_role: 409,
  own_account: 409,
  address_taken: 409,
  has_email: 409,
  member_elsewhere: 409,
  // organisations
  cooperative_not_admitted: 409,
  cooperative_suspended: 409,
  licence_not_valid: 409,
  same_person: 409,
  not_second_person: 409,
  nothing_changed: 409,
  already_set_up: 409,
  // assistance
  already_proposed: 409,
  // catalogue
  too_many_wanted: 409,
  wanted_ended: 409,
  last_pack: 409,
  lot_closed: 409,
  // reports
  month_not_over: 409,
  earlier_month_open: 409,
  ledger_not_verified: 409,
  // transparency
  not_in_log_yet: 409,
  // orders
  budget_exceeded: 409,
  above_approver_limit: 403,
  own_requisition: 403,
  outside_county: 403,
  offers_changed: 409,
  already_corrected: 409,
  too_many_templates: 409,
  too_many_comments: 409,
  last_line: 409,
  // deliveries
  nothing_left_to_ship: 409,
  already_received: 409,
  reserved_lot_sold_out: 409,
  correction_waiting: 409,
  // billing
  nothing_received: 409,
  nothing_to_invoice: 409,
  other_side_decides: 403,
  payment_waiting: 409,
  waiver_waiting: 409,
  payee_without_account: 409,
  payee_changed: 409,
  run_outdated: 409,
  payment_confirmed: 409,
  payment_of_run: 409,
  provider_decides: 409,
  provider_not_set_up: 409,
  // exchange
  sheet_unreadable: 400,
  sheet_encrypted: 400,
  sheet_too_large: 413,
  sheet_empty: 400,
  sheet_to_choose: 400,
  encoding_to_choose: 400,
  columns_missing: 409,
  too_many_rows: 413,
  too_many_entries: 413,
  too_many_exports: 409,
  exports_full: 409,
  export_disk_full: 409,
  export_withdrawn: 409,
  files_too_large: 413,
} as const

export type ErrorCode = keyof typeof errorStatuses

/** One refused field: where it stands in the request, why, and the values its sentence needs. */
export interface FieldError {
  path: (string | number)[]
  code: FieldErrorCode
  values?: Record<string, string | number>
}

/** RFC 9457 problem details, as the API answers every failure. */
export interface Problem {
  type: string
  title: string
  status: number
  code: ErrorCode
  requestId: string
  /** Whether sending the same request again, with the same Idempotency-Key, may succeed. */
  retryable: boolean
  values?: Record<string, unknown>
  fields?: FieldError[]
}

/** An expected failure. Throw it anywhere below a route; the one error handler answers it. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly values: Record<string, unknown> | undefined
  readonly fields: FieldError[] | undefined

  constructor(
    code: ErrorCode,
    details: { values?: Record<string, unknown>; fields?: FieldError[]; cause?: unknown } = {},
  ) {
    super(code, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'AppError'
    this.code = code
    this.values = details.values
    this.fields = details.fields
  }
}

/** A `validation_failed` for one field; `path` is where the field stands in the request body. */
export function fieldError(
  path: (string | number)[],
  code: FieldErrorCode,
  values?: Record<string, string | number>,
): AppError {
  return new AppError('validation_failed', { fields: [{ path, code, ...(values && { values }) }] })
}
