import fc from 'fast-check'
import { expect, test } from 'vitest'
import { paidForLots } from '../../../server/billing/lot-money.ts'

const [order, line] = ['order', 'line']
const sums = { invoicedCents: 0, creditedCents: 0, waivedCents: 0 }

test('§3.14 §2.3 whatever was paid, the lots of a line share what was paid and kept, none more than was accepted of it', () => {
  const lot = fc.record({
    acceptedCents: fc.nat(1_000_000),
    weights: fc.array(fc.nat(1_000_000_000), { minLength: 1, maxLength: 3 }),
  })
  const paid = fc.nat(3_000_000)
  const property = fc.property(
    fc.array(lot, { minLength: 1, maxLength: 4 }),
    paid,
    paid,
    (lots, paidCents, refundedCents) => {
      const accepted = lots.map(({ acceptedCents, weights }, index) => ({
        purchaseOrderId: order,
        orderLineId: line,
        lotId: `lot ${index}`,
        acceptedCents,
        villages: weights.map((weight, at) => ({
          villageCode: at ? `village ${at}` : null,
          weight,
        })),
      }))
      const money = { purchaseOrderId: order, orderLineId: line, ...sums, paidCents, refundedCents }
      const parts = paidForLots([money], accepted)
      const sumOf = (own: typeof parts) => own.reduce((sum, { cents }) => sum + cents, 0)
      const all = accepted.reduce((sum, { acceptedCents }) => sum + acceptedCents, 0)
      expect(sumOf(parts)).toBe(Math.min(Math.max(0, paidCents - refundedCents), all))
      for (const { lotId, acceptedCents } of accepted)
        expect(sumOf(parts.filter((part) => part.lotId === lotId))).toBeLessThanOrEqual(
          acceptedCents,
        )
    },
  )
  fc.assert(property)
})
