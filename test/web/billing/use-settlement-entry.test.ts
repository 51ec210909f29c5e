import { expect, test } from 'vitest'
import { recordSettlements } from '../../../shared/billing/settlements.api.ts'
import { fieldError } from '../../../shared/errors.ts'
import { useSettlementEntry } from '../../../web/billing/use-settlements.ts'
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
