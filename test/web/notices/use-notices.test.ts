import { expect, test } from 'vitest'
import { AppError } from '../../../shared/errors.ts'
import {
  countUnread,
  listNotices,
  markRead,
  type Notice,
} from '../../../shared/notices/notices.api.ts'
import { useUnread } from '../../../web/notices/unread.store.ts'
import { useNotices } from '../../../web/notices/use-notices.ts'
import { fakeCall } from '../../support/fake-call.ts'
import { inApp } from '../in-app.ts'

const api = fakeCall()

test('reading all takes the marks off the list and off the bell', async () => {
  let unread = 2
  api.on(listNotices, () => {
    const items = [notice(unread > 0), notice(unread > 0)]
    return { items, nextCursor: null, total: null }
  })
  api.on(countUnread, () => ({ count: unread, waiting: {} }))
  api.on(markRead, () => {
    unread = 0
    return { count: 2 }
  })
  const { result } = await inApp(() => ({ notices: useNotices(), bell: useUnread() }))
  await api.settled()
  await result.bell.refresh()
  expect(result.bell.count).toBe(2)
  await result.notices.readAll.run()
  expect(result.bell.count).toBe(0)
  expect(result.notices.rows.value.every(({ isRead }) => isRead)).toBe(true)
})

test('following what is read already marks nothing', async () => {
  api.on(listNotices, () => ({ items: [], nextCursor: null, total: null }))
  api.on(markRead, () => ({ count: 1 }))
  const { result: notices } = await inApp(useNotices)
  await api.settled()
  await notices.read.run(notice(false))
  expect(api.requests(markRead)).toHaveLength(0)
  await notices.read.run(notice(true))
  expect(api.requests(markRead)).toHaveLength(1)
})

test('a question that fails leaves the number as it was', async () => {
  api.on(countUnread, () => ({ count: 3, waiting: { shipments: 2, returns: 1, orders: 4 } }))
  const { result: bell } = await inApp(useUnread)
  await bell.refresh()
  api.on(countUnread, () => {
    throw new AppError('internal_error')
  })
  await bell.refresh()
  expect(bell.count).toBe(3)
  expect(bell.waitingAt).toEqual({ 'deliveries.shipments': 3, 'orders.orders': 4 })
})

function notice(isUnread: boolean): Notice {
  return {
    id: '01900000-0000-7000-8000-000000000009',
    topic: 'deliveries.shipment-dispatched',
    subjectType: 'shipment',
    subjectId: '01900000-0000-7000-8000-000000000008',
    values: { number: 'S-1' },
    createdAt: '2026-05-01T00:00:00.000Z',
    isRead: !isUnread,
  }
}
