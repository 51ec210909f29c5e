import { expect, test } from 'vitest'
import { accountAbove } from '../../../shared/billing/bank-statement.ts'
import {
  type LineToMatch,
  type MatchCandidate,
  matchBankLines,
} from '../../../shared/billing/match-bank-lines.ts'
import { sumFinder } from '../../../shared/billing/sum-finder.ts'

const line = (change: Partial<LineToMatch> = {}): LineToMatch => ({
  ...{ id: 'line', bookedOn: '2026-07-20', isReceived: true, restCents: 60_000, serial: '' },
  ...{ counterpartyName: '巫山县示例小学', counterpartyAccount: '', purpose: '' },
  ...change,
})
const candidate = (change: Partial<MatchCandidate> = {}): MatchCandidate => ({
  ...{
    kind: 'invoice',
    id: 'i1',
    partyId: 'school',
    partyName: '巫山县示例小学',
    on: '2026-07-10',
  },
  ...{ references: ['26500000000000000001'], transfer: 'i1', cents: 60_000, mayDecide: true },
  ...change,
})
const found = (
  lines: LineToMatch[],
  candidates: MatchCandidate[],
  opposites: [string, string[]][] = [],
) =>
  matchBankLines(lines, {
    ...{ candidates, partyOfAccount: new Map([['5000', 'school']]) },
    opposites: new Map(opposites),
  })
const first = (change: Partial<LineToMatch>, candidates: MatchCandidate[]) =>
  found([line(change)], candidates).get('line')

test('§7.2 several open invoices of one payer make up a sum; which of several choices is asked', () => {
  const invoices = [10_000, 20_000, 30_000, 45_000].map((cents, at) =>
    candidate({ id: `i${at}`, cents, references: [], on: `2026-07-0${at + 1}` }),
  )
  const match = first({}, invoices)
  expect(match?.isCertain).toBe(false)
  expect(match?.proposals[0]).toMatchObject({
    kind: 'invoices',
    parts: [
      { invoiceId: 'i0', amountCents: 10_000 },
      { invoiceId: 'i1', amountCents: 20_000 },
      { invoiceId: 'i2', amountCents: 30_000 },
    ],
    reasons: ['sum', 'payer'],
  })
  // Less than is owed pays the oldest first; a stranger's sum is proposed with less weight.
  expect(first({ restCents: 15_000 }, invoices)?.proposals[0]).toMatchObject({
    parts: [
      { invoiceId: 'i0', amountCents: 10_000 },
      { invoiceId: 'i1', amountCents: 5_000 },
    ],
  })
  const strange = first({ restCents: 45_000, counterpartyName: '另一家公司' }, invoices)
  expect(strange?.proposals[0]).toMatchObject({ reasons: ['sum'], score: 40 })
})

test('§7.2 a purpose names invoices and orders, in full width too', () => {
  const other = candidate({ id: 'i2', references: ['PO-2607-0042'], cents: 25_000 })
  const purpose = '货款 ２６５００００００００００００００００１，PO-2607-0042'
  const match = first({ purpose, restCents: 85_000, counterpartyName: '' }, [candidate(), other])
  expect(match?.proposals).toMatchObject([
    { parts: [{ invoiceId: 'i1' }, { invoiceId: 'i2' }], reasons: ['reference', 'sum'] },
  ])
})

test('one proposal for an invoice and amount, by whatever clues it was found', () => {
  const match = first({ purpose: '26500000000000000001', restCents: 50_000 }, [candidate()])
  expect(match?.proposals).toMatchObject([
    { parts: [{ invoiceId: 'i1', amountCents: 50_000 }], reasons: ['reference', 'payer'] },
  ])
})

test('§2.7 a number with gaps or hyphens names what the same function knows without them', () => {
  const named = (purpose: string) =>
    first({ purpose, counterpartyName: '' }, [candidate()])?.proposals[0]?.reasons
  for (const number of ['2650 0000 0000 0000 0001', '2650-0000-0000-0000-0001'])
    expect(named(`货款 ${number} 谢谢`)).toEqual(['reference', 'sum'])
  expect(named('货款 2650 0000 0000 0000 0002')).toEqual(['sum'])
})

test('§7.5 certain is only what is recorded, agrees, comes from its payer and is claimed once', () => {
  const payment = candidate({
    kind: 'payment',
    id: 'p',
    on: '2026-07-19',
    references: ['T20260719'],
  })
  const lines = (...changes: Partial<LineToMatch>[]) =>
    changes.map((change, at) => line({ ...change, id: `l${at}` }))
  const certain = (all: LineToMatch[], candidates = [payment]) =>
    [...found(all, candidates).values()].map(({ isCertain }) => isCertain)
  expect(certain(lines({}))).toEqual([true])
  expect(certain(lines({ counterpartyName: '', purpose: 'T20260719' }))).toEqual([true])
  expect(certain(lines({ counterpartyName: '', counterpartyAccount: '5000' }))).toEqual([true])
  expect(certain(lines({}, {}))).toEqual([false, false])
  expect(certain(lines({ restCents: 59_999 }))).toEqual([false])
  expect(certain(lines({ counterpartyName: '' }))).toEqual([false])
  expect(certain(lines({ counterpartyName: '巫山县示例小学食堂' }))).toEqual([false])
  expect(certain(lines({ bookedOn: '2026-08-19' }))).toEqual([false])
  expect(certain(lines({}), [{ ...payment, mayDecide: false }])).toEqual([false])
  expect(certain(lines({}), [payment, { ...payment, id: 'q', transfer: 'q' }])).toEqual([false])
  // Two units of one name: the name alone names neither.
  const namesake = candidate({ id: 'i9', partyId: 'namesake', cents: 1 })
  expect(certain(lines({}), [payment, namesake])).toEqual([false])
})

test('payments of one transfer are one, and what came back is the earlier line', () => {
  const parts = ['p', 'q'].map((id) =>
    candidate({ kind: 'payment', id, cents: 30_000, transfer: 'T1', references: ['T20260719'] }),
  )
  expect(first({}, parts)).toMatchObject({ isCertain: true, proposals: [{ ids: ['p', 'q'] }] })
  const back = found([line({ purpose: '退汇' })], [], [['line', ['sent']]]).get('line')
  expect(back).toMatchObject({
    isCertain: false,
    proposals: [{ kind: 'pair', lineId: 'sent', reasons: ['sum', 'returned'] }],
  })
})

test('a search for a sum is bounded, whatever the amounts are', () => {
  const amounts = Array.from({ length: 500 }, (_, at) => 1_000 + at * 2)
  const begun = performance.now()
  expect(sumFinder(amounts)(77_777).isComplete).toBe(false)
  expect(performance.now() - begun).toBeLessThan(200)
  expect(sumFinder([5, 5, 10])(10)).toEqual({ solutions: [[0, 1], [2]], isComplete: true })
  expect(sumFinder([...amounts, 99_999])(99_999).solutions).toContainEqual([500])
})

test('§7.2 whose statement it is, no account of somebody else says', () => {
  const above = (text: string) => accountAbove([{ number: 1, text, cells: [text] }])
  expect(above('账号：6217 0000 0000 0000 001')).toBe('6217000000000000001')
  expect(above('对方账号：6217000000000000001')).toBeNull()
})
