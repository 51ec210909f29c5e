import assert from 'node:assert/strict'
import { desc, eq, sql } from 'drizzle-orm'
import { monthOfDay } from '../../shared/months.ts'
import type { Context } from '../platform/context.ts'
import { arrayOf, execute } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { creditChanges } from './attribution.tables.ts'
import type { CreditCorrection, OrderCredit } from './facts.ts'
import { addVillageWeights, enterAndLockLines, saveCredit } from './lines.queries.ts'
import { countiesOf, lockCounties, openMonth, postChanges } from './post-entries.ts'
import { lastClosedPeriods } from './posting.queries.ts'

/**
 * Credits an order to other units, or through another channel, from this day on (§3.16): what was
 * recognised so far is reversed where it stands and posted anew where it belongs, in the open
 * month; whatever is reported later of the order's lines, known to the ledger or not, follows. The
 * caller holds the order's lock.
 */
export async function correctCredit(
  tx: Transaction,
  context: Context,
  { id, purchaseOrderId, occurredOn, lines, after }: CreditCorrection,
): Promise<void> {
  // Counts of units' orders are moved at once, so nothing is folded meanwhile. Whoever keeps a set
  // of units holds this lock for long: it is waited for before a county is locked.
  await execute(tx, sql`select pg_advisory_xact_lock(hashtext('attribution.fold_entries'))`)
  const known = [...(await enterAndLockLines(tx, lines)).values()]
  const [first] = known
  assert(first !== undefined, 'an order has lines')
  await tx.insert(creditChanges).values({
    ...{ id, purchaseOrderId, occurredOn, ...after },
    number: ((await lastChange(tx, purchaseOrderId))?.number ?? 0) + 1,
    channelBefore: first.channel,
    creditBefore: first.credit,
    actorId: context.actor.personId,
    recordedAt: context.now,
  })
  const villages = await addVillageWeights(
    tx,
    known.map((line) => line.orderLineId),
    [],
  )
  const changes = known
    .map((before) => ({
      before,
      after: { ...before, ...after },
      cause: { type: 'credit_correction' as const, id, lineId: before.orderLineId },
      villages: villages.get(before.orderLineId) ?? [],
      facts: [],
      occurredOn,
    }))
    .sort((a, b) => (a.before.orderLineId < b.before.orderLineId ? -1 : 1))
  await saveCredit(tx, purchaseOrderId, after)
  const counties = [...new Set(changes.flatMap(countiesOf))].sort()
  if (counties.length === 0) return
  await lockCounties(tx, counties)
  const closed = await lastClosedPeriods(tx, counties)
  await postChanges(tx, context, changes)
  const months = counties.map((county) => openMonth(closed, county, monthOfDay(occurredOn)))
  await execute(
    tx,
    sql`
    select attribution.move_order_counts(${id}, ${arrayOf('text', counties)},
      ${arrayOf('text', months)})`,
  )
}

/** Who is credited with an order since its last correction; undefined where there is none. */
export async function creditOfOrder(
  reader: Reader,
  purchaseOrderId: string,
): Promise<OrderCredit | undefined> {
  const change = await lastChange(reader, purchaseOrderId)
  return change && { channel: change.channel, credit: change.credit }
}

async function lastChange(reader: Reader, purchaseOrderId: string) {
  const [change] = await reader
    .select()
    .from(creditChanges)
    .where(eq(creditChanges.purchaseOrderId, purchaseOrderId))
    .orderBy(desc(creditChanges.number))
    .limit(1)
  return change
}
