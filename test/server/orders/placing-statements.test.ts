import { expect, test } from 'vitest'
import { placeRequisition } from '../../../shared/orders/orders.api.ts'
import { testApp } from '../../support/app.ts'
import { aBuyingUnit, aSeller, neededOn, orderedAt } from '../../support/factories/orders.ts'
import { countStatements } from '../../support/statements.ts'

const { call, database } = await testApp({ clock: () => orderedAt })
const { sql } = database
const unit = await aBuyingUnit(database, { budget: { year: 2026, budgetCents: 100_000_000 } })
const [first, second] = [await aSeller(database), await aSeller(database, { name: '石径村合作社' })]
const offers = [
  ...(await Promise.all([1, 2, 3].map(() => first.offer()))),
  ...(await Promise.all([1, 2].map(() => second.offer()))),
]
const body = {
  channelId: unit.channelId,
  neededOn,
  lines: offers.map(({ packId }) => ({ packId, quantity: 2 })),
}
const place = () => call(placeRequisition, { body }, { as: unit.buyer })

test('five lines over two cooperatives: one statement to read, one to place, one commit', async () => {
  const cold = await countStatements(database, place)
  const warm = await countStatements(database, place)
  for (const { statements } of [cold, warm]) expect(statements).toHaveLength(2)
  // Every row of an order carries the number of the one transaction that wrote it.
  for (const { result } of [cold, warm]) expect(await transactionsOf(result.id)).toHaveLength(1)
})

/** The transactions that wrote what placing writes: a committed row tells by its xmin. */
function transactionsOf(requisitionId: string) {
  return sql`
    select xmin from orders.requisitions where id = ${requisitionId}
    union select xmin from orders.purchase_orders where requisition_id = ${requisitionId}
    union select xmin from orders.order_lines where purchase_order_id in (
      select id from orders.purchase_orders where requisition_id = ${requisitionId})
    union select xmin from evidence.audit_entries where subject_id = ${requisitionId}
    union select xmin from platform.outbox where subject_id = ${requisitionId}
    union select xmin from platform.idempotency_keys where response like ${`%${requisitionId}%`}`
}
