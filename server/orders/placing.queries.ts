import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { attributionChannels } from '../../shared/attribution/credit.ts'
import { requestedLine } from '../../shared/orders/orders.schemas.ts'
import { day, id } from '../../shared/scalars.ts'
import { offer } from '../catalogue/index.ts'
import { arrayOf, jsonOf, queryRow } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'

const orderContext = z.object({
  channel: z.object({ id, kind: z.enum(attributionChannels), divisionCode: z.string() }),
  /** What passes without a signature, and what an approver may sign at most; null: any amount. */
  freeUpToCents: z.int(),
  approverUpToCents: z.int().nullable(),
  /** What the unit may still commit this year; null where it keeps no budget. */
  budgetLeftCents: z.int().nullable(),
  offers: z.array(offer),
})

/** Everything an order is decided on, as it was at one instant. */
export type OrderContext = z.output<typeof orderContext>

export interface OrderContextQuery {
  unitId: string
  channelId: string
  packIds: readonly string[]
  /** The day of the order in Asia/Shanghai: the terms of that day, the budget of its year. */
  today: string
}

/**
 * What an order of a unit is decided on, in one statement; undefined without such a channel. In a
 * subselect the planner cannot count the packs, so it plans once and not for each number of them.
 */
export function findOrderContext(
  reader: Reader,
  { unitId, channelId, packIds, today }: OrderContextQuery,
): Promise<OrderContext | undefined> {
  return queryRow(
    reader,
    orderContext,
    sql`
    select jsonb_build_object('id', channel.id, 'kind', channel.kind,
        'division_code', channel.division_code) as channel,
      coalesce(limits.free_up_to_cents, 0) as free_up_to_cents, limits.approver_up_to_cents,
      budget.budget_cents - budget.committed_cents as budget_left_cents,
      (select coalesce(jsonb_agg(to_jsonb(offers) || jsonb_build_object('terms', terms)), '[]')
        from catalogue.offers_published offers
        join catalogue.terms_in_force(${today}) terms
          on terms.cooperative_id = offers.cooperative_id
        where offers.pack_id = any((select ${arrayOf('uuid', packIds)})::uuid[])) as offers
    from organisations.buying_channels_published channel
    left join orders.approval_limits limits on limits.unit_id = channel.unit_id
    left join orders.unit_budgets budget
      on budget.unit_id = channel.unit_id and budget.year = extract(year from ${today}::date)
    where channel.id = ${channelId} and channel.unit_id = ${unitId}
      and channel.closed_at is null`,
  )
}

/** An order as it was decided: the one document that `orders.place_order` takes. */
export const placement = z.object({
  at: z.date(),
  personId: id,
  roles: z.array(z.string()),
  requestId: z.string(),
  unitId: id,
  /** The key of the request with its answer; null for what the program itself places. */
  key: z
    .object({
      key: z.string(),
      endpoint: z.string(),
      hash: z.string(),
      status: z.int(),
      response: z.string(),
    })
    .nullable(),
  /** A new requisition, or the version of one that waited and is signed now. */
  requisition: z.union([
    z.object({ id, number: z.string(), note: z.string(), lines: z.array(requestedLine) }),
    z.object({ id, signedVersion: z.int() }),
  ]),
  channel: orderContext.shape.channel,
  neededOn: day,
  orderedOn: day,
  goodsCents: z.int(),
  freightCents: z.int(),
  orders: z.array(
    z.object({
      id,
      number: z.string(),
      cooperativeId: id,
      supervisingCountyCode: z.string(),
      goodsCents: z.int(),
      freightCents: z.int(),
    }),
  ),
  /** One pack out of one lot each, with the versions of what it was decided on. */
  lines: z.array(
    requestedLine.extend({
      id,
      purchaseOrderId: id,
      lineNumber: z.int(),
      lotId: id,
      category: z.string(),
      grams: z.int(),
      packVersion: z.int(),
      productVersion: z.int(),
      termsEdition: z.string(),
      supervisingCountyCode: z.string(),
    }),
  ),
})

export type Placement = z.output<typeof placement>

/**
 * Places an order, all of it or nothing (§5.3, §5.4). False: its key was taken before. Throws a
 * serialization failure where something has changed since it was read.
 */
export async function placeOrder(reader: Reader, document: Placement): Promise<boolean> {
  const shape = z.object({ placed: z.boolean() })
  const statement = sql`select orders.place_order(${jsonOf(document)}) as placed`
  return (await queryRow(reader, shape, statement))?.placed ?? false
}
