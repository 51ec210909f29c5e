import { expect, test } from 'vitest'
import { AppError } from '../../../shared/errors.ts'
import { readLastOrder, readOrderSettings } from '../../../shared/orders/basket.api.ts'
import { listPurchaseOrders, listRequisitions } from '../../../shared/orders/orders.api.ts'
import { readTotals } from '../../../shared/reports/reports.api.ts'
import { useUnitDesk } from '../../../web/desks/use-unit-desk.ts'
import { fakeCall } from '../../support/fake-call.ts'
import { inApp } from '../in-app.ts'

const api = fakeCall()

test('each part comes by itself: what fails does not take the others with it', async () => {
  const empty = { items: [], nextCursor: null, total: null }
  api.on(listPurchaseOrders, () => empty)
  api.on(listRequisitions, () => {
    throw new AppError('internal_error')
  })
  api.on(readTotals, () => {
    throw new AppError('internal_error')
  })
  api.on(readOrderSettings, () => {
    throw new AppError('internal_error')
  })
  const { result: desk } = await inApp(() => useUnitDesk({ buys: false }))
  await api.settled()
  expect(desk.dueOrders.data.value?.items).toEqual([])
  expect(desk.waitingRequisitions.problem.value?.code).toBe('internal_error')
  expect(api.requests(listPurchaseOrders)[0]?.query).toMatchObject({
    state: ['placed', 'confirmed', 'shipped'],
  })
})

test('who does not order is not asked what to order again', async () => {
  for (const endpoint of [listPurchaseOrders, listRequisitions, readTotals, readOrderSettings]) {
    api.on(endpoint, () => {
      throw new AppError('internal_error')
    })
  }
  await inApp(() => useUnitDesk({ buys: false }))
  await api.settled()
  expect(api.requests(readLastOrder)).toHaveLength(0)
})
