import { sql } from 'drizzle-orm'
import { AppError } from '../../../shared/errors.ts'
import { addDays, dayOf } from '../../../shared/scalars.ts'
import { recordAudit } from '../../evidence/index.ts'
import { organisationNames } from '../../organisations/index.ts'
import { type Context, organisationOf, systemActor } from '../../platform/context.ts'
import { type Transaction, transaction } from '../../platform/db/transaction.ts'
import type { Dependencies } from '../../platform/dependencies.ts'
import { nilId } from '../../platform/ids.ts'
import type { Job } from '../../platform/jobs/jobs.ts'
import { type OutboxEvent, publishEvent, publishEvents } from '../../platform/jobs/outbox.ts'
import { paymentRules } from './payment-terms.queries.ts'
import { readReminderDays } from './reminder-days.ts'
import {
  insertPaymentRequest,
  insertReminders,
  lastPaymentRequest,
  lateMoney,
  type Reminded,
  unitsWithOpenInvoices,
} from './reminders.queries.ts'

/** How many units are looked through in one transaction. */
const unitsAtOnce = 50

/** Reminds every unit of what is due within days, and of what is late; of each invoice once. */
export async function remindOfMoneyDue({
  db,
  clock,
  newId,
}: Pick<Dependencies, 'db' | 'clock' | 'newId'>): Promise<void> {
  let after: string = nilId
  for (;;) {
    const unitIds = await unitsWithOpenInvoices(db, { after, limit: unitsAtOnce })
    const last = unitIds.at(-1)
    if (last === undefined) return
    const now = clock()
    const context = { actor: systemActor, requestId: `reminders-${newId()}`, now, newId }
    await transaction(db, (tx) => remindUnits(tx, context, unitIds))
    after = last
  }
}

async function remindUnits(tx: Transaction, context: Context, unitIds: string[]): Promise<void> {
  const { now } = context
  const rules = await paymentRules(tx)
  const { daysBefore } = await readReminderDays(tx, now)
  const rows = await insertReminders(tx, {
    ...{ unitIds, now, rules, daysBefore },
    onDay: dayOf(now),
  })
  await publishEvents(tx, context, rows.map(reminderOf))
}

function reminderOf({ unitId, kind, ...payload }: Reminded): OutboxEvent {
  const topic = kind === 'overdue' ? 'billing.money-overdue' : 'billing.money-due-soon'
  return { topic, subjectType: 'money_due', subjectId: unitId, payload: { unitId, ...payload } }
}

/**
 * Every morning and through the day, so that a server that stood still in the morning does it
 * later: what was spoken of is not spoken of again.
 */
export function reminderJob(deps: Pick<Dependencies, 'db' | 'clock' | 'newId'>): Job {
  return {
    name: 'billing.remind-of-money-due',
    cron: '20 8-18 * * *',
    run: () => remindOfMoneyDue(deps),
  }
}

/**
 * A seller asks a buyer for late money (催款): a notice and a mail to its finance people, at most
 * once in some days. Answers when it was asked, and whether that was now. Throws `not_found` where
 * nothing of the buyer's is late.
 */
export async function requestPayment(
  tx: Transaction,
  context: Context,
  { unitId }: { unitId: string },
) {
  const cooperativeId = organisationOf(context.actor)
  const { now } = context
  const onDay = dayOf(now)
  const visible = sql`purchase_orders.cooperative_id = ${cooperativeId}
    and purchase_orders.unit_id = ${unitId}`
  const owed = await lateMoney(tx, { visible, onDay, rules: await paymentRules(tx) })
  if (owed.count === 0) throw new AppError('not_found')
  const parties = { cooperativeId, unitId }
  const { daysBetween } = await readReminderDays(tx, now)
  const since = new Date(`${addDays(onDay, 1 - daysBetween)}T00:00:00+08:00`)
  const isNew = await insertPaymentRequest(tx, parties, { now, since })
  if (isNew) await publishRequest(tx, context, { ...parties, ...owed })
  const requestedAt = isNew ? now : await lastPaymentRequest(tx, parties)
  return { isNew, ...requestedView(requestedAt, daysBetween) }
}

/** When a buyer was asked, and from which day on it may be asked again. */
export function requestedView(requestedAt: Date, daysBetween: number) {
  return {
    requestedAt: requestedAt.toISOString(),
    againFrom: addDays(dayOf(requestedAt), daysBetween),
  }
}

async function publishRequest(
  tx: Transaction,
  context: Context,
  request: { cooperativeId: string; unitId: string; count: number; amountCents: number },
): Promise<void> {
  const { cooperativeId, unitId, count, amountCents } = request
  const names = await organisationNames(tx, [cooperativeId])
  const subject = { subjectType: 'money_due', subjectId: unitId }
  await recordAudit(tx, context, {
    ...{ action: 'billing.request-payment', ...subject },
    after: { count, amountCents },
  })
  await publishEvent(tx, context, {
    ...{ topic: 'billing.payment-requested', ...subject },
    payload: { unitId, cooperativeId, count, amountCents, by: names.get(cooperativeId) ?? '' },
  })
}
