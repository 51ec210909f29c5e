import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type BilledPart,
  type InvoiceMoney,
  isRefundable,
  keptByLine,
  keptChange,
  mostRefundable,
  withRefunds,
} from '../../../shared/billing/allocate-payment.ts'

const untouched = (invoicedCents: number): BilledPart => ({
  invoicedCents,
  creditedCents: 0,
  waivedCents: 0,
  refundedCents: 0,
})

function billed(amounts: readonly number[], freightCents = 0): InvoiceMoney {
  return {
    lines: amounts.map((cents, index) => ({ orderLineId: `line-${index}`, ...untouched(cents) })),
    freight: untouched(freightCents),
    paidCents: 0,
  }
}

const invoice = fc
  .record({
    amounts: fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 12 }),
    freightCents: fc.integer({ min: 0, max: 50_000 }),
  })
  .map(({ amounts, freightCents }) => billed(amounts, freightCents))

const totalOf = ({ lines, freight }: InvoiceMoney) =>
  lines.reduce((sum, line) => sum + line.invoicedCents, freight.invoicedCents)
const sumOf = (cents: Iterable<number>) => [...cents].reduce((sum, amount) => sum + amount, 0)
const lineOf = (money: InvoiceMoney, index: number) => {
  const line = money.lines[index % money.lines.length]
  if (line === undefined) throw new Error('an invoice has a line')
  return line
}

test('§3.2 goods are paid before freight, and changes add up to the whole', () => {
  fc.assert(
    fc.property(invoice, fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (money, at) => {
      let before = money
      const lines = new Map(money.lines.map((line) => [line.orderLineId, 0]))
      for (const share of [...at, 1].sort((a, b) => a - b)) {
        const after = { ...money, paidCents: Math.floor(share * totalOf(money)) }
        for (const { orderLineId, amountCents } of keptChange(before, after))
          lines.set(orderLineId, (lines.get(orderLineId) ?? 0) + amountCents)
        before = after
        const goods = totalOf(money) - money.freight.invoicedCents
        expect(sumOf(lines.values())).toBe(Math.min(after.paidCents, goods))
      }
      expect([...lines.values()]).toEqual(money.lines.map((line) => line.invoicedCents))
    }),
  )
})

test('§7.4 a credit note after payment leaves each line its own money, and the rest due back', () => {
  const paid = { ...billed([60_000, 40_000]), paidCents: 100_000 }
  const [first, second] = paid.lines as [(typeof paid.lines)[0], (typeof paid.lines)[0]]
  const credited = { ...paid, lines: [{ ...first, creditedCents: 10_000 }, second] }
  expect(keptByLine(credited)).toEqual({
    lines: new Map([
      ['line-0', 50_000],
      ['line-1', 40_000],
    ]),
    freightCents: 0,
    dueBackCents: 10_000,
  })
  const refunded = withRefunds(credited, new Map([['line-0', 10_000]]))
  expect(keptByLine(refunded)).toMatchObject({ dueBackCents: 0 })
  expect(keptChange(credited, refunded)).toEqual([])
  const refundedFirst = withRefunds(paid, new Map([['line-0', 10_000]]))
  expect(keptByLine(refundedFirst).lines.get('line-0')).toBe(50_000)
})

/** Acts that each leave the invoice's money in a state that the program allows. */
const act = fc.record({
  kind: fc.constantFrom('pay', 'credit', 'refund', 'waive'),
  line: fc.nat(11),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
})

function done(
  money: InvoiceMoney,
  { kind, line: at, share }: typeof act extends fc.Arbitrary<infer T> ? T : never,
): InvoiceMoney {
  const line = lineOf(money, at)
  const change = (part: Partial<BilledPart>): InvoiceMoney => ({
    ...money,
    lines: money.lines.map((other) => (other === line ? { ...other, ...part } : other)),
  })
  if (kind === 'credit') {
    const left = line.invoicedCents - line.creditedCents - line.waivedCents
    return change({ creditedCents: line.creditedCents + Math.floor(share * left) })
  }
  if (kind === 'refund') {
    const most = mostRefundable(money, line.orderLineId)
    const more = Math.floor(share * Math.max(0, most - line.refundedCents))
    return change({ refundedCents: line.refundedCents + more })
  }
  const kept = keptByLine(money)
  const open = money.lines.map(
    (part) =>
      part.invoicedCents -
      part.creditedCents -
      part.waivedCents -
      (kept.lines.get(part.orderLineId) ?? 0),
  )
  const freightOpen = money.freight.invoicedCents - money.freight.waivedCents - kept.freightCents
  if (kind === 'pay')
    return {
      ...money,
      paidCents:
        money.paidCents +
        Math.floor(share * Math.max(0, sumOf(open) + freightOpen - kept.dueBackCents)),
    }
  if (kept.dueBackCents > 0) return money
  return {
    ...money,
    lines: money.lines.map((part, index) => ({
      ...part,
      waivedCents: part.waivedCents + (open[index] ?? 0),
    })),
    freight: { ...money.freight, waivedCents: money.freight.waivedCents + freightOpen },
  }
}

test('§7.1 after any acts the parts sum to the money kept, and none is below nothing', () => {
  let waived = 0
  fc.assert(
    fc.property(invoice, fc.array(act, { maxLength: 12 }), (start, acts) => {
      let money = start
      for (const next of acts) {
        const before = keptByLine(money)
        money = done(money, next)
        const kept = keptByLine(money)
        const refunded = sumOf(money.lines.map((line) => line.refundedCents))
        const all = sumOf(kept.lines.values()) + kept.freightCents + kept.dueBackCents
        expect(all).toBe(money.paidCents - refunded)
        for (const cents of kept.lines.values()) expect(cents).toBeGreaterThanOrEqual(0)
        expect(kept.dueBackCents).toBeGreaterThanOrEqual(0)
        expect(isRefundable(money)).toBe(true)
        if (next.kind !== 'waive') continue
        expect(kept).toEqual(before)
        waived += 1
      }
    }),
    { numRuns: 150 },
  )
  expect(waived).toBeGreaterThan(40)
})

test('§7.1 a dispute of all that was paid, and a later payment, leave no line below nothing', () => {
  // By the largest remainder 10 are split 4, 4, 2, and 11 are split 5, 5, 1.
  const classic = billed([600, 600, 200])
  const split = { ...classic, paidCents: 10 }
  expect([...keptByLine(split).lines.values()]).toEqual([4, 4, 2])
  const later = { ...withRefunds(split, keptByLine(split).lines), paidCents: 11 }
  const { lines, freightCents, dueBackCents } = keptByLine(later)
  expect(Math.min(...lines.values())).toBe(0)
  expect(sumOf(lines.values()) + freightCents + dueBackCents).toBe(1)
  fc.assert(
    fc.property(invoice, fc.nat(), fc.nat(), (money, first, second) => {
      const paid = { ...money, paidCents: first % (totalOf(money) + 1) }
      const { lines, freightCents } = keptByLine(paid)
      const disputed = withRefunds(paid, new Map([...lines, [null, freightCents] as const]))
      const left = totalOf(money) - paid.paidCents
      const again = { ...disputed, paidCents: paid.paidCents + (second % (left + 1)) }
      const kept = keptByLine(again)
      expect(Math.min(...kept.lines.values())).toBeGreaterThanOrEqual(0)
      const parts = sumOf(kept.lines.values()) + kept.freightCents + kept.dueBackCents
      expect(parts).toBe(again.paidCents - paid.paidCents)
    }),
  )
})

test('§7.1 all that a line shows as kept may be sent back, to the last 分', () => {
  // By the largest remainder 10 are split 4, 4, 2: the third one's exact share is less.
  const split = { ...billed([600, 600, 200]), paidCents: 10 }
  for (const [id, cents] of keptByLine(split).lines) expect(mostRefundable(split, id)).toBe(cents)
  fc.assert(
    fc.property(invoice, fc.nat(), (money, paid) => {
      const part = { ...money, paidCents: paid % (totalOf(money) + 1) }
      for (const [id, cents] of keptByLine(part).lines) expect(mostRefundable(part, id)).toBe(cents)
    }),
  )
})

/** Every line and freight, each up to what may be sent back of it alone, where all together may. */
function refundAll(money: InvoiceMoney, share: number): InvoiceMoney {
  const wanted = [...money.lines, { ...money.freight, orderLineId: null }].map((part) => {
    const more = mostRefundable(money, part.orderLineId) - part.refundedCents
    return [part.orderLineId, part.refundedCents + Math.floor(share * Math.max(0, more))] as const
  })
  const refunded = withRefunds(money, new Map(wanted))
  return isRefundable(refunded) ? refunded : money
}

test('§7.1 several lines and freight refunded at once leave parts that sum to the money kept', () => {
  // What a waived line lacks would be found on freight, where nothing is looked for.
  const waived = (invoicedCents: number, waivedCents: number, refundedCents: number) => {
    return { ...untouched(invoicedCents), waivedCents, refundedCents }
  }
  const lines = [{ orderLineId: 'line-0', ...waived(2, 2, 2) }]
  expect(isRefundable({ lines, freight: waived(5, 2, 0), paidCents: 5 })).toBe(true)
  expect(isRefundable({ lines, freight: waived(5, 2, 1), paidCents: 5 })).toBe(false)
  const cents = fc.integer({ min: 1, max: 12 })
  const start = fc.tuple(fc.array(cents, { minLength: 1, maxLength: 4 }), cents)
  const several = fc.record({
    kind: fc.constantFrom('pay' as const, 'credit' as const, 'refund' as const, 'waive' as const),
    line: fc.nat(3),
    share: fc.constantFrom(0.3, 0.6, 1),
  })
  fc.assert(
    fc.property(start, fc.array(several, { maxLength: 8 }), ([amounts, freightCents], acts) => {
      let money = billed(amounts, freightCents)
      for (const act of acts) {
        money = act.kind === 'refund' ? refundAll(money, act.share) : done(money, act)
        const { lines, freightCents, dueBackCents } = keptByLine(money)
        const refunded = sumOf([...money.lines, money.freight].map((part) => part.refundedCents))
        expect(Math.min(...lines.values(), freightCents, dueBackCents)).toBeGreaterThanOrEqual(0)
        const parts = sumOf(lines.values()) + freightCents + dueBackCents
        expect(parts).toBe(money.paidCents - refunded)
      }
    }),
    { numRuns: 1_000 },
  )
})
