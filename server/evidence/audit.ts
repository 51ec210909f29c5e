import type { Context } from '../platform/context.ts'
import { insertRows } from '../platform/db/rows.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { auditEntries } from './evidence.tables.ts'

/** One act to be remembered: what was done to what, and its state before and after. */
export interface AuditedAct {
  /** `<domain>.<verb-noun>`, such as `orders.cancel-purchase-order`. */
  action: string
  subjectType: string
  subjectId: string
  before?: unknown
  after?: unknown
}

/** Remembers many acts of one person at once. */
export async function recordAudits(
  tx: Transaction,
  { actor, now, requestId }: Context,
  acts: readonly AuditedAct[],
): Promise<void> {
  const { personId, organisationId, keyId = null } = actor
  const who = { personId, organisationId, keyId }
  const common = { at: now, ...who, roles: [...actor.roles], requestId }
  await insertRows(
    tx,
    auditEntries,
    acts.map(({ before = null, after = null, ...act }) => ({ ...common, ...act, before, after })),
  )
}

/** Remembers, in the transaction of the act itself, who did what for whom. */
export async function recordAudit(
  tx: Transaction,
  context: Context,
  act: AuditedAct,
): Promise<void> {
  const { actor } = context
  await tx.insert(auditEntries).values({
    at: context.now,
    personId: actor.personId,
    organisationId: actor.organisationId,
    keyId: actor.keyId ?? null,
    roles: [...actor.roles],
    requestId: context.requestId,
    action: act.action,
    subjectType: act.subjectType,
    subjectId: act.subjectId,
    before: act.before ?? null,
    after: act.after ?? null,
  })
}
