import { expect, test } from 'vitest'
import {
  listSettlements,
  recordSettlements,
  suggestLotSettlements,
} from '../../../shared/billing/settlements.api.ts'
import { fieldError } from '../../../shared/errors.ts'
import { useLotSettlements, useSettlementEntry } from '../../../web/billing/use-settlements.ts'
import { fakeCall } from '../../support/fake-call.ts'
import { inApp } from '../in-app.ts'

const api = fakeCall()
const row = {
  villageCode: '500237222213',
  recipientKind: 'household' as const,
  householdNumber: '12',
  recipientName: '毛某',
  amountCents: 12_000,
  settledOn: '2026-11-20',
  bankReference: 'B-1',
  isNewHouseholder: false,
  lotNumber: null,
}

test('§3.14 a settlement without an order names none, and what is wrong stays in the form', async () => {
  api.on(recordSettlements, () => ({ items: [] }))
  const { result } = await inApp(() => useSettlementEntry())
  expect(await result.record.run([row])).toEqual({ items: [] })
  expect(api.requests(recordSettlements)[0]?.body).toEqual({
    ...{ purchaseOrderId: null, lotId: null, rows: [row] },
  })
  api.on(recordSettlements, () => {
    throw fieldError(['rows', 0, 'villageCode'], 'unknown_village')
  })
  expect(await result.record.run([row])).toBeNull()
  expect(result.record.problem.value?.fields?.[0]?.code).toBe('unknown_village')
})

test('§3.14 of a lot with many settlements those beyond the first page are reached too', async () => {
  const lotId = '01890000-0000-7000-8000-000000000001'
  const money = { paidCents: 0, settledCents: 0, openCents: 0, orders: 0, villages: [] }
  api.on(suggestLotSettlements, () => ({ lotId, lotNumber: 'L-1', productName: '脆李', ...money }))
  api.on(listSettlements, ({ query }) => {
    return { items: [], nextCursor: query.cursor === undefined ? 'c' : null, total: null }
  })
  const { result } = await inApp(() => useLotSettlements(lotId))
  await api.settled()
  expect(result.list.isMore.value).toBe(true)
  await result.list.more.run()
  expect(result.list.isMore.value).toBe(false)
  expect(api.requests(listSettlements).at(-1)?.query).toMatchObject({ lotId, cursor: 'c' })
})
