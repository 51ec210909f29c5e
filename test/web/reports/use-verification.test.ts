import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Reply } from '../../../shared/endpoint.ts'
import { AppError } from '../../../shared/errors.ts'
import { readVerification, startVerification } from '../../../shared/reports/reports.api.ts'
import { useVerification } from '../../../web/reports/use-verification.ts'
import { fakeCall } from '../../support/fake-call.ts'
import { inApp } from '../in-app.ts'

const api = fakeCall()

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

const begun: Reply<typeof startVerification> = {
  id: '01900000-0000-7000-8000-0000000000a1',
  scope: '500237',
  requestedAt: '2026-11-26T08:00:00Z',
  finishedAt: null,
  hasFailed: false,
  countiesTotal: null,
  counties: 0,
  entries: 0,
  lines: 0,
  fault: null,
}

/** Two seconds pass, and what was asked then is answered. */
async function later() {
  await vi.advanceTimersByTimeAsync(2_000)
  await api.settled()
}

test('a verification is started and followed to its end', async () => {
  api.on(readVerification, () => ({ verification: null }))
  api.on(startVerification, () => begun)
  const { result } = await inApp(useVerification)
  await api.settled()
  expect(result.verification.value).toBeNull()
  await result.start.run()
  expect(result.isRunning.value).toBe(true)
  api.on(readVerification, () => ({ verification: { ...begun, countiesTotal: 1 } }))
  await later()
  expect(result.verification.value?.countiesTotal).toBe(1)
  const finishedAt = '2026-11-26T08:01:00Z'
  api.on(readVerification, () => ({ verification: { ...begun, counties: 1, finishedAt } }))
  await later()
  expect(result.isRunning.value).toBe(false)
  const requestCount = api.requests(readVerification).length
  await later()
  expect(api.requests(readVerification)).toHaveLength(requestCount)
})

test('a look that fails is taken again, and none is taken once the page is left', async () => {
  api.on(readVerification, () => ({ verification: begun }))
  const { result, unmount } = await inApp(useVerification)
  await api.settled()
  api.on(readVerification, () => {
    throw new AppError('internal_error')
  })
  await later()
  expect(result.newest.problem.value?.code).toBe('internal_error')
  api.on(readVerification, () => ({ verification: { ...begun, counties: 3 } }))
  await later()
  expect(result.verification.value?.counties).toBe(3)
  const requestCount = api.requests(readVerification).length
  unmount()
  await later()
  expect(api.requests(readVerification)).toHaveLength(requestCount)
})
