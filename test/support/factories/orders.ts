import { wantGoods } from '../../../server/catalogue/want-goods.ts'
import { createTemplate } from '../../../server/orders/keep-templates.ts'
import { placeRequisition } from '../../../server/orders/place-requisition.ts'
import type { Actor } from '../../../server/platform/context.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import type { Role } from '../../../shared/roles.ts'
import { contextFor } from '../app.ts'
import { testClock } from '../clock.ts'
import type { TestDatabase } from '../database.ts'
import { aMember } from './accounts.ts'
import { anOffer, type OfferAttributes, someTerms, type TermsAttributes } from './catalogue.ts'
import {
  aCooperative,
  aUnit,
  type CooperativeAttributes,
  type UnitAttributes,
} from './organisations.ts'

/** A morning on which every order in these tests is placed, unless said otherwise. */
export const orderedAt = new Date('2026-07-06T02:00:00Z')

/** A day far enough ahead for every lead time in these tests. */
export const neededOn = '2026-07-15'

export interface BuyingUnitAttributes extends UnitAttributes {
  /** The limit without a signature; default ten million yuan. */
  freeUpToCents?: number
  approverUpToCents?: number
  budget?: { year: number; budgetCents: number }
}

/** A unit that may order, with a buyer and an approver. */
export async function aBuyingUnit(database: TestDatabase, attributes: BuyingUnitAttributes = {}) {
  const unit = await aUnit(database, attributes)
  const { sql } = database
  await sql`insert into orders.approval_limits
      (unit_id, free_up_to_cents, approver_up_to_cents, updated_at)
    values (${unit.id}, ${attributes.freeUpToCents ?? 1_000_000_000},
      ${attributes.approverUpToCents ?? null}, ${orderedAt})`
  if (attributes.budget !== undefined)
    await sql`insert into orders.unit_budgets (unit_id, year, budget_cents)
      values (${unit.id}, ${attributes.budget.year}, ${attributes.budget.budgetCents})`
  const member = async (role: Role) =>
    (await aMember(database, { organisationId: unit.id, roles: [role] })).actor
  return {
    ...unit,
    buyer: await member('buyer'),
    approver: await member('approver'),
    /** Another person of the unit in a role. */
    member,
  }
}

export interface SellerAttributes extends CooperativeAttributes {
  terms?: Omit<TermsAttributes, 'cooperativeId'>
}

/** An admitted cooperative that delivers to all of Chongqing, free unless said, and its manager. */
export async function aSeller(database: TestDatabase, attributes: SellerAttributes = {}) {
  const cooperative = await aCooperative(database, attributes)
  const areas = [{ code: '50', freightCentsPerKg: 0 }]
  await someTerms(database, { areas, ...attributes.terms, cooperativeId: cooperative.id })
  const roles: Role[] = ['cooperative_manager']
  const { actor } = await aMember(database, { organisationId: cooperative.id, roles })
  return {
    ...cooperative,
    manager: actor,
    /** A product of this cooperative with a pack and a lot. */
    offer: (offer: Partial<OfferAttributes> = {}) =>
      anOffer(database, {
        cooperativeId: cooperative.id,
        originCode: attributes.divisionCode ?? '500237222213',
        ...offer,
      }),
  }
}

export interface PlacedAttributes {
  buyer: Actor
  channelId: string
  lines: { packId: string; quantity: number }[]
  neededOn?: string
  note?: string
  at?: Date
}

/** A request for goods that a unit did not find. */
export async function aWantedRequest(database: TestDatabase, buyer: Actor): Promise<string> {
  const request = { goods: '折耳根', grams: 10_000, neededOn: '2026-12-01', remarks: '' }
  return transaction(database.db, (tx) => wantGoods(tx, contextFor(buyer, testClock()), request))
}

/** An order placed by the command itself; refused as the command refuses. */
export async function aPlacedOrder(database: TestDatabase, attributes: PlacedAttributes) {
  const context = contextFor(attributes.buyer, attributes.at ?? orderedAt)
  const input = {
    channelId: attributes.channelId,
    neededOn: attributes.neededOn ?? neededOn,
    note: attributes.note ?? '',
    lines: attributes.lines,
  }
  const { response } = await placeRequisition(database.db, context, input, null)
  return JSON.parse(response) as PlacedOrder
}

interface PlacedOrder {
  id: string
  number: string
  state: 'placed' | 'submitted'
  goodsCents: number
  freightCents: number
  purchaseOrders: { id: string; number: string; cooperative: { id: string; name: string } }[]
}

/** A template of the unit of `buyer`, kept by the command itself. */
export async function aTemplate(
  database: TestDatabase,
  { buyer, ...template }: { buyer: Actor; name: string; lines: PlacedAttributes['lines'] },
): Promise<string> {
  const context = contextFor(buyer, orderedAt)
  return transaction(database.db, (tx) => createTemplate(tx, context, template))
}
