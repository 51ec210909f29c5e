import { expect, test } from 'vitest'
import type { Reply } from '../../../shared/endpoint.ts'
import { AppError } from '../../../shared/errors.ts'
import {
  approveRequisition,
  listRequisitions,
  readRequisition,
  rejectRequisition,
} from '../../../shared/orders/orders.api.ts'
import { readCustom } from '../../../shared/orders/review.api.ts'
import { readTotals } from '../../../shared/reports/reports.api.ts'
import { useRequisition, useRequisitions } from '../../../web/orders/use-requisition.ts'
import { useSession } from '../../../web/platform/session.store.ts'
import { fakeCall } from '../../support/fake-call.ts'
import { sampleBody } from '../../support/sample-body.ts'
import { inApp } from '../in-app.ts'
import { channelId, packs, requisitionId } from './sheet-server.ts'

const thresholds = {
  leastTimes: 3,
  moreThan: 20_000,
  lessThan: 5_000,
  dearerThan: 11_000,
  aboveMedian: 13_000,
}

const api = fakeCall()

const waiting: Reply<typeof readRequisition> = {
  id: requisitionId,
  number: 'RQ1',
  unit: { id: channelId, name: '示例机关' },
  channel: { id: channelId, kind: 'canteen', name: '食堂', divisionCode: '500103' },
  state: 'submitted',
  stateReason: '',
  neededOn: '2026-11-25',
  note: '',
  lines: [],
  cooperatives: [],
  goodsCents: 60_000,
  freightCents: 0,
  requestedBy: { id: packs.plum, name: '陈采购' },
  requestedAt: '2026-11-22T02:00:00.000Z',
  decidedBy: null,
  decidedAt: null,
  purchaseOrders: [],
  budget: null,
  corrects: null,
  correctedBy: null,
  struckLines: [],
  comments: [],
  approverUpToCents: null,
  version: 3,
}

const money = { measure: 'money', amount: 1_000_000, reached: 0, completionBasisPoints: 0 } as const
const totals = readTotals.response.parse({
  adjustments: null,
  ...Object(sampleBody(readTotals.response)),
  targets: [money],
})

const asApprover = { acting: { kind: 'unit' as const, roles: ['approver' as const] } }

test('who may sign sees the year’s target; the version that was read is signed', async () => {
  let record = waiting
  api.on(readRequisition, () => record)
  api.on(readTotals, () => totals)
  api.on(readCustom, () => ({ earlier: 0, thresholds, lines: [] }))
  api.on(approveRequisition, () => {
    record = { ...waiting, state: 'placed' }
    return { ...waiting, state: 'placed' as const, purchaseOrders: [] }
  })
  const { result } = await inApp(() => useRequisition(requisitionId), asApprover)
  await api.settled()
  expect(result.maySign.value).toBe(true)
  expect(result.target.data.value).toEqual({
    doneCents: totals.figures.distinct.cents,
    targetCents: 1_000_000,
  })
  expect(api.requests(readTotals).map(({ query }) => query.period)).toEqual(['2026'])
  await result.approve.run(waiting)
  expect(api.requests(approveRequisition).map(({ body }) => body)).toEqual([{ version: 3 }])
  expect(result.data.value?.state).toBe('placed')
  expect(result.maySign.value).toBe(false)
})

test('who asked for it may take it back, but not sign it', async () => {
  const requestedBy = { id: '', name: '测试者' }
  api.on(readRequisition, () => ({ ...waiting, requestedBy }))
  const { result } = await inApp(
    () => {
      requestedBy.id = useSession().person?.id ?? ''
      return useRequisition(requisitionId)
    },
    { acting: { kind: 'unit', roles: ['buyer', 'approver'] } },
  )
  await api.settled()
  expect(result.maySign.value).toBe(false)
  expect(result.mayWithdraw.value).toBe(true)
  expect(api.requests(readTotals)).toEqual([])
})

test('what changed since is kept as the problem of signing; refusing shows the new state', async () => {
  api.on(readRequisition, () => waiting)
  api.on(readTotals, () => totals)
  api.on(readCustom, () => ({ earlier: 0, thresholds, lines: [] }))
  api.on(approveRequisition, () => {
    throw new AppError('stale_version')
  })
  api.on(rejectRequisition, ({ body }) => ({
    ...waiting,
    state: 'rejected' as const,
    stateReason: body.reason,
  }))
  const { result } = await inApp(() => useRequisition(requisitionId), asApprover)
  await api.settled()
  expect(await result.approve.run(waiting)).toBeNull()
  expect(result.approve.problem.value?.code).toBe('stale_version')
  await result.reject.run('价格变了')
  expect(result.data.value).toMatchObject({ state: 'rejected', stateReason: '价格变了' })
})

test('a list is asked for by what stands in the address; a state there is not is left out', async () => {
  api.on(listRequisitions, () => ({ items: [], nextCursor: null, total: null }))
  await inApp(useRequisitions, { ...asApprover, at: '/?state=placed&search=RQ1&sort=amount' })
  await api.settled()
  await inApp(useRequisitions, { ...asApprover, at: '/?state=nonsense&sort=nonsense' })
  await api.settled()
  const [first, second] = api.requests(listRequisitions).map(({ query }) => query)
  expect(first).toMatchObject({ state: 'placed', search: 'RQ1', sort: 'amount' })
  expect(second).toEqual({ sort: '-requestedAt', pageSize: 24, count: 'false' })
})
