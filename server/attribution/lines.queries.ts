import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { creditSnapshot } from '../../shared/attribution/credit.ts'
import type { DayOfFacts } from '../../shared/attribution/recognise.ts'
import { holdMarks } from '../catalogue/index.ts'
import {
  arrayOf,
  document,
  execute,
  insertOf,
  isAnyOf,
  queryRows,
  recordset,
} from '../platform/db/rows.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import {
  recognitionFacts,
  recognitionLines,
  recognitionLineVillages,
} from './attribution.tables.ts'
import type { AttributedLine, OrderCredit } from './facts.ts'
import { enterAndLock } from './locking.queries.ts'

const recordedLine = z.object({
  orderLineId: z.uuid(),
  purchaseOrderId: z.uuid(),
  cooperativeId: z.uuid(),
  supervisingCountyCode: z.string(),
  orderedOn: z.string(),
  placedAt: z.date(),
  channel: z.string(),
  productId: z.uuid(),
  category: z.string(),
  credit: document(creditSnapshot),
  grade: z.string(),
  acceptedGrams: z.int(),
  acceptedCents: z.int(),
  paidCents: z.int(),
  recognisedGrams: z.int(),
  recognisedCents: z.int(),
  disallowedBy: z.uuid().nullable(),
  marks: z.array(z.string()),
})

/** An order line as the ledger knows it: what was fixed at placement, and its totals. */
export type RecordedLine = Readonly<z.output<typeof recordedLine>>

/**
 * Enters the lines that are not known yet and locks all of them, in id order. What was fixed when
 * a line was first reported stays as it was (§3.6).
 */
export async function enterAndLockLines(
  tx: Transaction,
  lines: readonly AttributedLine[],
): Promise<Map<string, RecordedLine>> {
  const distinct = new Map(lines.map((line) => [line.orderLineId, line]))
  const keys = [...distinct.keys()].sort()
  const marks = await marksAtPlacement(tx, [...distinct.values()])
  const locked = await enterAndLock(tx, recordedLine, {
    table: recognitionLines,
    key: recognitionLines.orderLineId,
    rows: keys.flatMap((key) => {
      const line = distinct.get(key)
      return line === undefined ? [] : [{ ...line, marks: marks.get(key) ?? [] }]
    }),
    keys,
  })
  return new Map(locked.map((line) => [line.orderLineId, line]))
}

const lineMarks = z.object({ orderLineId: z.uuid(), marks: z.array(z.string()) })

/** The brands and marks that the goods of lines bore when their orders were placed (§5.10). */
async function marksAtPlacement(
  tx: Transaction,
  lines: readonly AttributedLine[],
): Promise<Map<string, string[]>> {
  if (lines.length === 0) return new Map()
  await holdMarks(
    tx,
    lines.map(({ productId }) => productId),
  )
  const placed = lines.map(({ orderLineId, productId, placedAt }) => ({
    ...{ orderLineId, productId, placedAt },
  }))
  const rows = await queryRows(
    tx,
    lineMarks,
    sql`select r.order_line_id, attribution.marks_borne(r.product_id, r.placed_at) as marks
      from ${recordset(recognitionLines, placed)}`,
  )
  return new Map(rows.map((row) => [row.orderLineId, row.marks]))
}

export type NewFact = Omit<typeof recognitionFacts.$inferInsert, 'kind'> & {
  kind: 'acceptance' | 'payment' | 'refund' | 'return'
}

const enteredFact = z.object({
  id: z.uuid(),
  orderLineId: z.uuid(),
  kind: z.string(),
  occurredOn: z.string(),
  cents: z.int(),
  isNew: z.boolean(),
})

export interface FactsOfLines {
  /** Ids of the facts that were new; a cause that was reported before counts once. */
  entered: ReadonlySet<string>
  /** Every fact of each line, earlier ones and new ones, in no order. */
  byLine: ReadonlyMap<string, readonly DayOfFacts[]>
}

/** Enters the facts and reads all facts of their lines back, in one statement. */
export async function enterFacts(
  tx: Transaction,
  facts: readonly NewFact[],
): Promise<FactsOfLines> {
  const lineIds = [...new Set(facts.map((fact) => fact.orderLineId))]
  const rows = await queryRows(
    tx,
    enteredFact,
    sql`
    with entered as (${insertOf(recognitionFacts, facts)} on conflict do nothing returning *)
    select id, order_line_id, kind, occurred_on, cents, true as is_new from entered
    union all
    select id, order_line_id, kind, occurred_on, cents, false from attribution.recognition_facts
    where order_line_id = any(${arrayOf('uuid', lineIds)})`,
  )
  const byLine = Map.groupBy(rows, (row) => row.orderLineId)
  return {
    entered: new Set(rows.filter((row) => row.isNew).map((row) => row.id)),
    byLine: new Map([...byLine].map(([id, own]) => [id, own.map(dayOfFact)])),
  }
}

function dayOfFact(fact: z.output<typeof enteredFact>): DayOfFacts {
  const isMoney = fact.kind === 'payment' || fact.kind === 'refund'
  const { occurredOn: day, cents } = fact
  return { day, acceptedCents: isMoney ? 0 : cents, paidCents: isMoney ? cents : 0 }
}

const lineVillage = z.object({
  orderLineId: z.uuid(),
  villageCode: z.string(),
  acceptedGrams: z.int(),
  eligible: z.boolean(),
})

/** Accepted weight of a line from one village, '' the unknown one, and whether it counts. */
export type LineVillage = z.output<typeof lineVillage>

/**
 * Adds accepted weight to the villages of lines and reads all villages of these lines back.
 * Whether a village counts was fixed with its first weight (§3.6).
 */
export async function addVillageWeights(
  tx: Transaction,
  lineIds: readonly string[],
  changes: readonly LineVillage[],
): Promise<Map<string, LineVillage[]>> {
  const ofLines = sql`select * from attribution.recognition_line_villages v
    where v.order_line_id = any(${arrayOf('uuid', lineIds)})`
  const changed = () => sql`
    with changed as (
      insert into attribution.recognition_line_villages
        (order_line_id, village_code, accepted_grams, eligible)
      select r.order_line_id, r.village_code, r.accepted_grams + coalesce(v.accepted_grams, 0),
        r.eligible
      from ${recordset(recognitionLineVillages, changes)}
        left join attribution.recognition_line_villages v
          on v.order_line_id = r.order_line_id and v.village_code = r.village_code
      order by 1, 2
      on conflict (order_line_id, village_code)
        do update set accepted_grams = excluded.accepted_grams
      returning *
    )
    select * from changed
    union all (${ofLines} and not exists (select from changed c
      where c.order_line_id = v.order_line_id and c.village_code = v.village_code))
    order by order_line_id, village_code`
  const rows = await queryRows(
    tx,
    lineVillage,
    changes.length === 0 ? sql`${ofLines} order by 1, 2` : changed(),
  )
  return Map.groupBy(rows, (row) => row.orderLineId)
}

/** Saves the totals of lines that were locked before. */
export async function saveTotals(tx: Transaction, lines: readonly RecordedLine[]): Promise<void> {
  if (lines.length === 0) return
  const totals = lines.map((line) => ({
    orderLineId: line.orderLineId,
    acceptedGrams: line.acceptedGrams,
    acceptedCents: line.acceptedCents,
    paidCents: line.paidCents,
    recognisedGrams: line.recognisedGrams,
    recognisedCents: line.recognisedCents,
  }))
  await execute(
    tx,
    sql`
    update attribution.recognition_lines l set accepted_grams = r.accepted_grams,
      accepted_cents = r.accepted_cents, paid_cents = r.paid_cents,
      recognised_grams = r.recognised_grams, recognised_cents = r.recognised_cents
    from ${recordset(recognitionLines, totals)} where l.order_line_id = r.order_line_id`,
  )
}

/** From now on the lines, which were locked before, count for nothing (§8). */
export async function saveDisallowed(
  tx: Transaction,
  lineIds: readonly string[],
  disallowedBy: string,
): Promise<void> {
  await tx
    .update(recognitionLines)
    .set({ disallowedBy, recognisedCents: 0, recognisedGrams: 0 })
    .where(isAnyOf(recognitionLines.orderLineId, lineIds))
}

/** Credits all lines of an order, which were locked before, to other units or another channel. */
export async function saveCredit(
  tx: Transaction,
  purchaseOrderId: string,
  { channel, credit }: OrderCredit,
): Promise<void> {
  await tx
    .update(recognitionLines)
    .set({ channel, credit })
    .where(eq(recognitionLines.purchaseOrderId, purchaseOrderId))
}
