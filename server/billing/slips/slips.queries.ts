import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { issueSlips } from '../../../shared/billing/slips.api.ts'
import type { Call } from '../../../shared/endpoint.ts'
import { cents } from '../../../shared/money.ts'
import { orderLinesPublished } from '../../orders/index.ts'
import { arrayOf, execute, insertOf, isAnyOf, queryRow, queryRows } from '../../platform/db/rows.ts'
import type { Reader, Transaction } from '../../platform/db/transaction.ts'
import { householdSlips } from '../billing.tables.ts'

export type SlipRow = typeof householdSlips.$inferSelect

/** The household of a slip: of one cooperative, in a village, under its number as compared. */
export interface Household {
  cooperativeId: string
  villageCode: string
  householdKey: string
}

/** Lines of one household that are shown, the latest of them. */
export const mostLines = 100

const foundId = z.object({ id: z.uuid() })

/** What a slip shows: all but the rows that take back. */
const isShown = sql`s.recipient_kind = 'household' and s.reverses_id is null`

/** By village and number: 2 stands before 12, and 3-12 before 10-1. */
const inOrder = sql`s.village_code, billing.household_order(s.household_key), s.household_key`

/** The settlements to households of an order or a period, by household, the latest first. */
export async function selectIdsToPrint(
  reader: Reader,
  cooperativeId: string,
  { of }: Call<typeof issueSlips>['body'],
  limit: number,
): Promise<string[]> {
  const condition =
    of.kind === 'order'
      ? sql`s.purchase_order_id = ${of.purchaseOrderId}`
      : sql`s.settled_on between ${of.from} and ${of.to}`
  const rows = await queryRows(
    reader,
    foundId,
    sql`select id from (
        select s.id, dense_rank() over (order by ${inOrder}) as household,
          row_number() over (partition by s.village_code, s.household_key
            order by s.settled_on desc, s.recorded_at desc, s.id) as place
        from billing.settlements s
        where s.cooperative_id = ${cooperativeId} and ${condition} and ${isShown}) ranked
      where household <= ${limit} and place <= ${mostLines}
      order by household, place`,
  )
  return rows.map((row) => row.id)
}

/** The latest settlements to a household. */
export async function selectIdsOfHousehold(
  reader: Reader,
  { cooperativeId, villageCode, householdKey }: Household,
  limit: number,
): Promise<string[]> {
  const rows = await queryRows(
    reader,
    foundId,
    sql`select s.id from billing.settlements s
      where s.cooperative_id = ${cooperativeId} and s.village_code = ${villageCode}
        and s.household_key = ${householdKey} and ${isShown}
      order by s.settled_on desc, s.recorded_at desc, s.id limit ${limit}`,
  )
  return rows.map((row) => row.id)
}

const yearSum = z.object({ villageCode: z.string(), householdKey: z.string(), cents })

/** What counts of a year for households of a cooperative (§3.14), by `keyOf` them. */
export async function yearSums(
  reader: Reader,
  cooperativeId: string,
  input: { year: number; households: readonly Omit<Household, 'cooperativeId'>[] },
): Promise<Map<string, number>> {
  const villages = input.households.map(({ villageCode }) => villageCode)
  const keys = input.households.map(({ householdKey }) => householdKey)
  const rows = await queryRows(
    reader,
    yearSum,
    sql`select s.village_code, s.household_key, sum(s.amount_cents)::bigint as cents
      from unnest(${arrayOf('text', villages)}, ${arrayOf('text', keys)}) h (village, key)
        join billing.settlements s on s.cooperative_id = ${cooperativeId}
          and s.village_code = h.village and s.household_key = h.key
        left join billing.settlement_confirmations c
          on c.settlement_id = coalesce(s.reverses_id, s.id)
      where s.settled_on between make_date(${input.year}, 1, 1) and make_date(${input.year}, 12, 31)
        and (c.settlement_id is null or c.state = 'confirmed')
      group by 1, 2`,
  )
  return new Map(rows.map((row) => [keyOf(row), row.cents]))
}

/** A household of a cooperative as a key of maps: its village, and its number as compared. */
export const keyOf = ({ villageCode, householdKey }: Omit<Household, 'cooperativeId'>) =>
  `${villageCode} ${householdKey}`

const householdName = z.object({ householdKey: z.string(), recipientName: z.string() })

/** The masked names (§9) that households have by the latest settlement to each, by their keys. */
export async function householdNames(
  reader: Reader,
  input: { cooperativeId: string; villageCode: string; householdKeys: readonly string[] },
): Promise<Map<string, string>> {
  const rows = await queryRows(
    reader,
    householdName,
    sql`select h.key as household_key, s.recipient_name
      from unnest(${arrayOf('text', input.householdKeys)}) h (key)
        cross join lateral (select recipient_name from billing.settlements
          where cooperative_id = ${input.cooperativeId} and village_code = ${input.villageCode}
            and household_key = h.key
          order by settled_on desc, id desc limit 1) s`,
  )
  return new Map(rows.map((row) => [row.householdKey, row.recipientName]))
}

/** The names of what was ordered, by order. */
export async function goodsOfOrders(
  reader: Reader,
  orderIds: readonly string[],
): Promise<Map<string, string[]>> {
  const rows = await reader
    .selectDistinct({
      orderId: orderLinesPublished.purchaseOrderId,
      name: orderLinesPublished.productName,
    })
    .from(orderLinesPublished)
    .where(isAnyOf(orderLinesPublished.purchaseOrderId, orderIds))
    .orderBy(orderLinesPublished.productName)
  const goods = Map.groupBy(rows, (row) => row.orderId)
  return new Map([...goods].map(([orderId, lines]) => [orderId, lines.map(({ name }) => name)]))
}

/** Issues slips where none is in force; of two at once one is kept. How many were issued. */
export function insertSlips(tx: Transaction, rows: readonly SlipRow[]): Promise<number> {
  return rows.length === 0
    ? Promise.resolve(0)
    : execute(tx, sql`${insertOf(householdSlips, rows)} on conflict do nothing`)
}

/** The slips in force of households of a cooperative, by `keyOf` them. */
export async function slipsInForce(
  reader: Reader,
  cooperativeId: string,
  households: readonly Omit<Household, 'cooperativeId'>[],
): Promise<Map<string, SlipRow>> {
  const rows = await reader
    .select()
    .from(householdSlips)
    .where(
      sql`${householdSlips.cooperativeId} = ${cooperativeId}
        and ${householdSlips.withdrawnAt} is null
        and ${isAnyOf(
          householdSlips.villageCode,
          households.map((row) => row.villageCode),
        )}
        and ${isAnyOf(
          householdSlips.householdKey,
          households.map((row) => row.householdKey),
        )}`,
    )
  return new Map(rows.map((row) => [keyOf(row), row]))
}

/** Locks a slip, so that two renewals of it wait for each other. */
export async function lockSlip(tx: Transaction, id: string): Promise<SlipRow | undefined> {
  const [row] = await tx
    .select()
    .from(householdSlips)
    .where(eq(householdSlips.id, id))
    .for('no key update')
  return row
}

export async function withdrawSlip(
  tx: Transaction,
  id: string,
  withdrawn: { withdrawnBy: string; withdrawnAt: Date },
): Promise<void> {
  await tx.update(householdSlips).set(withdrawn).where(eq(householdSlips.id, id))
}

const householdOfSlip = z.object({
  cooperativeId: z.uuid(),
  villageCode: z.string(),
  householdKey: z.string(),
})

/** The household whose slip bears the code, as long as it was not withdrawn. */
export function householdByCode(reader: Reader, code: string): Promise<Household | undefined> {
  return queryRow(
    reader,
    householdOfSlip,
    sql`select cooperative_id, village_code, household_key from billing.household_slips
      where code = ${code} and withdrawn_at is null`,
  )
}
