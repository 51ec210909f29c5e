import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { AppError } from '../../shared/errors.ts'
import { purchaseOrderBrief, requestedLine } from '../../shared/orders/orders.schemas.ts'
import { day, id } from '../../shared/scalars.ts'
import { isLive } from '../accounts/index.ts'
import { keepPairings } from '../assistance/index.ts'
import { offer } from '../catalogue/index.ts'
import type { Context } from '../platform/context.ts'
import { arrayOf, jsonOf, queryRow } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'

const orderContext = z.object({
  /** The division code of where the channel has its goods delivered. */
  deliverTo: z.string(),
  /** The limit without a signature, and the limit of an approver; null: any amount. */
  freeUpToCents: z.int(),
  approverUpToCents: z.int().nullable(),
  /** The uncommitted budget of the year; null where the unit keeps no budget. */
  budgetLeftCents: z.int().nullable(),
  offers: z.array(offer),
})

/** Everything an order is decided on, as it was at one instant. */
export type OrderContext = z.output<typeof orderContext>

/**
 * What an order of a unit is decided on, in one statement; undefined without such a channel. Terms
 * are those of the Shanghai day, the budget that of its year. In a subselect the planner cannot
 * count the packs, so it plans once and not for each number of them.
 */
export function findOrderContext(
  reader: Reader,
  question: { unitId: string; channelId: string; packIds: readonly string[]; today: string },
): Promise<OrderContext | undefined> {
  const { unitId, channelId, packIds, today } = question
  return queryRow(
    reader,
    orderContext,
    sql`
    select channel.division_code as deliver_to,
      coalesce(limits.free_up_to_cents, 0) as free_up_to_cents, limits.approver_up_to_cents,
      budget.budget_cents - budget.committed_cents as budget_left_cents,
      (select coalesce(json_agg(offer), '[]') from (
        select offers.*, to_json(terms) as terms
        from catalogue.offers_published offers
        join catalogue.terms_in_force(${today}) terms
          on terms.cooperative_id = offers.cooperative_id
        where offers.pack_id = any((select ${arrayOf('uuid', packIds)})::uuid[])
      ) as offer) as offers
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
  /** The key of the request; null for what the program itself places. */
  key: z
    .object({ key: z.string(), endpoint: z.string(), hash: z.string(), status: z.int() })
    .nullable(),
  /** A new requisition, or the version of one that waited and is signed now. */
  requisition: z.union([
    z.object({ id, note: z.string(), correctsId: id.nullable() }),
    z.object({ id, number: z.string(), signedVersion: z.int() }),
  ]),
  channelId: id,
  deliverTo: orderContext.shape.deliverTo,
  neededOn: day,
  orderedOn: day,
  goodsCents: z.int(),
  freightCents: z.int(),
  /** The requested packs; no pack twice. */
  requested: z.array(requestedLine),
  /** Purchase orders as the answer has them, but for their numbers. */
  orders: z.array(purchaseOrderBrief.omit({ number: true })),
  /** A requested pack out of one lot each, with the versions of what it was decided on. */
  lines: z.array(
    z.object({
      id,
      purchaseOrderId: id,
      lineNumber: z.int(),
      /** The place of the pack among the requested ones. */
      requestedPlace: z.int(),
      packId: id,
      lotId: id,
      quantity: z.int(),
      category: z.string(),
      grams: z.int(),
      packVersion: z.int(),
      productVersion: z.int(),
      termsEdition: z.string(),
    }),
  ),
})

export type Placement = z.output<typeof placement>

const PlacedRow = z.object({ isLive: z.boolean(), answer: z.string().nullable() })

/**
 * Places an order, all of it or nothing (§5.3, §5.4), and returns the answer as JSON; null: its key
 * was taken before. Throws a serialization failure where something has changed since it was read,
 * and `unauthenticated`, having written nothing, where the actor's session or roles ended (§11.4).
 */
export async function placeOrder(
  reader: Reader,
  context: Context,
  document: Placement,
): Promise<string | null> {
  const placed = await queryRow(
    reader,
    PlacedRow,
    sql`
    select is_live, case when is_live then orders.place_order(${jsonOf(document)}) end as answer
    from (select ${isLive(context)} as is_live, ${keepPairings} offset 0) as actor`,
  )
  if (!placed?.isLive) throw new AppError('unauthenticated')
  return placed.answer
}
