import { expect, test } from 'vitest'
import * as deliveries from '../../../shared/deliveries/deliveries.api.ts'
import { setBudget } from '../../../shared/orders/basket.api.ts'
import {
  cancelPurchaseOrder,
  declinePurchaseOrder,
  placeRequisition,
} from '../../../shared/orders/orders.api.ts'
import { testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/database.ts'
import { aMember } from '../../support/factories/accounts.ts'
import { aDispatchedShipment } from '../../support/factories/deliveries.ts'
import { aBuyingUnit, aPlacedOrder, aSeller, orderedAt } from '../../support/factories/orders.ts'

const database = await testDatabase({ max: 24 })
const program = await testApp({ database })
/** A second program on the same database. */
const two = await testApp({ database })
const { sql } = database
const unit = await aBuyingUnit(database)
const seller = await aSeller(database)
const offers = [await seller.offer(), await seller.offer()]
const lines = offers.map(({ packId }) => ({ packId, quantity: 10 }))
const packer = await aMember(database, {
  organisationId: seller.id,
  roles: ['cooperative_packer'],
})
const leader = await unit.member('unit_leader')
const receiver = await unit.member('receiver')
const { buyer, channelId } = unit
const body = { channelId, neededOn: '2026-12-01', lines }

async function placed(): Promise<string> {
  const order = await aPlacedOrder(database, { buyer, channelId, lines, neededOn: '2026-12-01' })
  return order.purchaseOrders[0]?.id ?? ''
}

/** An order of which half of each line is on its way. */
async function shipped() {
  const id = await placed()
  await sql`update orders.purchase_orders set state = 'confirmed',
    decided_by = ${seller.manager.personId}, decided_at = ${orderedAt} where id = ${id}`
  const rows = await sql<{ id: string }[]>`
    select id from orders.order_lines where purchase_order_id = ${id}`
  const half = rows.map((line) => ({ orderLineId: line.id, packs: 5 }))
  return { id, ...(await aDispatchedShipment(database, shipmentOf(id, half))) }
}

function shipmentOf(purchaseOrderId: string, half: { orderLineId: string; packs: number }[]) {
  return { purchaseOrderId, packer: packer.actor, lines: half }
}

type Shipped = Awaited<ReturnType<typeof shipped>>

/** The weigh slip of a shipment of which a tenth is not accepted. */
const less = ({ shipmentId, lines: shippedLines }: Shipped) => ({
  params: { shipmentId },
  body: {
    lines: shippedLines.map(({ line }) => ({
      shipmentLineId: line.id,
      weighedGrams: line.grams,
      acceptedGrams: line.grams * 0.9,
      reason: 'damaged' as const,
    })),
  },
})

const times = <T>(count: number, make: () => Promise<T>) =>
  Promise.all(Array.from({ length: count }, make))

/** In one statement, so that both are of one instant; undefined while there is no budget. */
async function look() {
  const [row] = await sql<{ budget: number; orders: number }[]>`
    select committed_cents as budget, (select coalesce(sum(committed_cents), 0)::bigint
      from orders.purchase_orders
      where purchase_orders.unit_id = unit_budgets.unit_id) as orders
    from orders.unit_budgets where unit_id = ${unit.id}`
  return row
}

test('§5.8 setting, placing, cancelling, closing short and accepting less cross, and the budget says at every instant what its orders take', async () => {
  const toCancel = await times(4, placed)
  const toDecline = await times(4, placed)
  const toReceive = await times(4, shipped)
  const toClose = await times(4, shipped)
  const both = await times(3, shipped)
  const reason = '天气原因'
  const acts: (() => ReturnType<typeof program.send>)[] = [
    ...toCancel.map(
      (id) => () =>
        program.send(cancelPurchaseOrder, { params: { id }, body: { reason } }, { as: buyer }),
    ),
    ...toDecline.map((id) => () => {
      const input = { params: { id }, body: { reason } }
      return two.send(declinePurchaseOrder, input, { as: seller.manager })
    }),
    ...[...toReceive, ...both].map(
      (order) => () => two.send(deliveries.receiveShipment, less(order), { as: receiver }),
    ),
    ...[...toClose, ...both].map(({ id }) => () => {
      const input = { params: { purchaseOrderId: id }, body: { reason } }
      return program.send(deliveries.closeShort, input, { as: seller.manager })
    }),
    ...Array.from(
      { length: 8 },
      (_, index) => () =>
        (index % 2 ? program : two).send(placeRequisition, { body }, { as: buyer }),
    ),
  ]
  // Budgets are begun and changed between all others, in no order that anybody chose.
  for (const version of [0, 0, 1, 1, 2, 2]) {
    const budgetCents = 100_000_000 + version
    const input = { params: { year: 2026 }, body: { budgetCents, version } }
    acts.splice(version * 9, 0, () => program.send(setBudget, input, { as: leader }))
  }
  let isUnderWay = true
  const differences: unknown[] = []
  let looks = 0
  const looking = (async () => {
    while (isUnderWay) {
      const row = await look()
      if (row === undefined) continue
      looks += 1
      if (row.budget !== row.orders) differences.push(row)
    }
  })()
  const answers = await Promise.all(acts.map((act) => act()))
  isUnderWay = false
  await looking
  expect(differences).toEqual([])
  const statuses = answers.map(({ statusCode }) => statusCode)
  expect(statuses.filter((status) => status >= 500)).toEqual([])
  // Of two who set a budget over the same version one is late.
  expect(statuses.filter((status) => status >= 400).length).toBeLessThanOrEqual(5)
  process.stdout.write(`budget crossing: ${acts.length} acts, looked at ${looks} times\n`)
  expect(looks).toBeGreaterThan(20)
  const at = await look()
  expect(at?.budget).toBe(at?.orders)
})
