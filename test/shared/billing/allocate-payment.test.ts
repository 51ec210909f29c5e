import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type InvoicedAmounts,
  paidByLine,
  paymentByLine,
  refundableOfLine,
} from '../../../shared/billing/allocate-payment.ts'

const invoice: fc.Arbitrary<InvoicedAmounts> = fc
  .record({
    amounts: fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 12 }),
    freightCents: fc.integer({ min: 0, max: 50_000 }),
  })
  .map(({ amounts, freightCents }) => ({
    goodsCents: amounts.reduce((sum, amount) => sum + amount, 0),
    freightCents,
    lines: amounts.map((amountCents, index) => ({ orderLineId: `line-${index}`, amountCents })),
  }))
const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 })

/** Payments that together are the whole invoice. */
function paymentsOf({ goodsCents, freightCents }: InvoicedAmounts, at: number[]): number[] {
  const total = goodsCents + freightCents
  const marks = [...at.map((share) => Math.floor(share * total)), total].sort((a, b) => a - b)
  return marks.map((mark, index) => mark - (marks[index - 1] ?? 0)).filter((part) => part > 0)
}

test('§3.2 goods are paid before freight, lines sum to the goods part, in any order', () => {
  fc.assert(
    fc.property(invoice, cuts, (billed, at) => {
      const paid = (payments: number[]) => {
        const lines = new Map(billed.lines.map((line) => [line.orderLineId, 0]))
        let before = 0
        for (const payment of payments) {
          for (const part of paymentByLine(billed, before, payment))
            lines.set(part.orderLineId, (lines.get(part.orderLineId) ?? 0) + part.amountCents)
          before += payment
          const sum = [...lines.values()].reduce((all, cents) => all + cents, 0)
          expect(sum).toBe(Math.min(before, billed.goodsCents))
          expect(Object.fromEntries(lines)).toEqual(Object.fromEntries(paidByLine(billed, before)))
        }
        return Object.fromEntries(lines)
      }
      const payments = paymentsOf(billed, at)
      const whole = Object.fromEntries(
        billed.lines.map((line) => [line.orderLineId, line.amountCents]),
      )
      expect(paid(payments)).toEqual(whole)
      expect(paid(payments.toReversed())).toEqual(whole)
    }),
  )
})

test('what may be refunded now is never above what any later payment leaves paid', () => {
  fc.assert(
    fc.property(invoice, fc.nat(), fc.nat(), (billed, first, second) => {
      const total = billed.goodsCents + billed.freightCents
      const [now = 0, later = 0] = [first % (total + 1), second % (total + 1)].sort((a, b) => a - b)
      for (const { orderLineId } of billed.lines) {
        const most = refundableOfLine(billed, orderLineId, now)
        expect(paidByLine(billed, now).get(orderLineId)).toBeGreaterThanOrEqual(most)
        expect(paidByLine(billed, later).get(orderLineId)).toBeGreaterThanOrEqual(most)
      }
    }),
    { numRuns: 500 },
  )
})
