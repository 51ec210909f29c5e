import { linesOfOrders, purchaseOrdersByIds } from '../orders/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvents } from '../platform/jobs/outbox.ts'
import type { Batch, Finding, Rule } from './finding.ts'
import { type FlagOfMatter, flagsOfMatters, insertFlags, villagesOfLines } from './flags.queries.ts'
import { capacity } from './rules/capacity.ts'
import { lateRefund } from './rules/late-refund.ts'
import { withinMinutes } from './rules/minutes.ts'
import { price } from './rules/price.ts'
import { sameInvoiceNumber } from './rules/same-number.ts'
import { samePhoto } from './rules/same-photo.ts'
import { sameAccount, samePerson, sameRepresentative } from './rules/same-sides.ts'
import { yearEnd } from './rules/year-end.ts'
import { readThresholds } from './thresholds.ts'

const rules: readonly Rule[] = [
  ...[price, capacity, withinMinutes, samePhoto, sameAccount, sameRepresentative, samePerson],
  ...[yearEnd, lateRefund, sameInvoiceNumber],
]

/** As much again, in 10,000ths, as a flag that was cleared had measured, is new evidence. */
const newEvidence = 12_000

/**
 * Puts orders through all checks (§8) and opens a flag for each matter that has none yet; how many
 * these are. The same orders again open nothing. Nothing else follows from a flag by itself, but a
 * notice to its office unless that is told once for many.
 */
export async function checkOrders(
  tx: Transaction,
  context: Context,
  purchaseOrderIds: readonly string[],
  { isTold }: { isTold: boolean } = { isTold: true },
): Promise<number> {
  const batch = await readBatch(tx, context, purchaseOrderIds)
  const findings: Finding[] = []
  for (const rule of rules) findings.push(...(await rule(tx, batch)))
  const wanted = await newFlags(tx, findings)
  if (wanted.length === 0) return 0
  const villages = await villagesOfLines(
    tx,
    wanted.flatMap(({ finding }) => finding.lines.map(({ orderLineId }) => orderLineId)),
  )
  const rows = wanted.map(({ finding, edition }) => {
    const { rule, matter, measure, order, month, cents, evidence, lines } = finding
    const { cooperativeId, unitId, supervisingCountyCode } = order
    const codes = lines.flatMap(({ orderLineId }) => villages.get(orderLineId) ?? [])
    return {
      flag: {
        ...{ id: context.newId(), rule, matter, edition, measure, supervisingCountyCode },
        ...{ cooperativeId, unitId, villageCodes: [...new Set(codes)].sort(), month, cents },
        ...{ evidence, state: 'open' as const, openedAt: context.now },
      },
      lines,
    }
  })
  const inserted = new Set(await insertFlags(tx, rows))
  const opened = rows.filter(({ flag }) => inserted.has(flag.id))
  if (!isTold) return opened.length
  await publishEvents(
    tx,
    context,
    opened.map(({ flag }) => ({
      topic: 'review.flag-opened',
      subjectType: 'flag',
      subjectId: flag.id,
      payload: { rule: flag.rule, divisionCodes: [flag.supervisingCountyCode] },
    })),
  )
  return opened.length
}

async function readBatch(
  tx: Transaction,
  context: Context,
  purchaseOrderIds: readonly string[],
): Promise<Batch> {
  const rows = await purchaseOrdersByIds(tx, purchaseOrderIds)
  // What was declined or cancelled never counts.
  const orders = rows.filter(({ state }) => state !== 'declined' && state !== 'cancelled')
  const lines = Map.groupBy(
    await linesOfOrders(
      tx,
      orders.map(({ id }) => id),
    ),
    ({ purchaseOrderId }) => purchaseOrderId,
  )
  return {
    orders: orders.map((order) => ({ ...order, lines: lines.get(order.id) ?? [] })),
    now: context.now,
    thresholds: await readThresholds(tx),
  }
}

interface NewFlag {
  finding: Finding
  edition: number
}

/** Each matter once; what was decided of it is final until there is new evidence. */
async function newFlags(tx: Transaction, findings: readonly Finding[]): Promise<NewFlag[]> {
  const byMatter = new Map(findings.map((finding) => [keyOf(finding), finding]))
  if (byMatter.size === 0) return []
  const earlier = Map.groupBy(
    await flagsOfMatters(tx, [...new Set(findings.map(({ matter }) => matter))]),
    keyOf,
  )
  // In one order for all who check, as each waits for a rival's flag of the same matter.
  return [...byMatter]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, finding]) => {
      const flags = earlier.get(key) ?? []
      const last = flags.toSorted((a, b) => b.edition - a.edition)[0]
      if (last === undefined) return [{ finding, edition: 1 }]
      return isNewEvidence(finding, last) ? [{ finding, edition: last.edition + 1 }] : []
    })
}

/**
 * After a flag was cleared: markedly more than it measured. After one was upheld, whose lines do
 * not count any more: what the rule finds again, in lines that were not in it.
 */
function isNewEvidence({ measure, lines }: Finding, last: FlagOfMatter): boolean {
  if (last.state === 'open' || last.state === 'proposed') return false
  const known = new Set(last.orderLineIds)
  if (last.state === 'upheld') return lines.some(({ orderLineId }) => !known.has(orderLineId))
  return measure !== null && last.measure !== null && measure * 10_000 > last.measure * newEvidence
}

function keyOf({ rule, matter }: { rule: string; matter: string }): string {
  return `${rule} ${matter}`
}
