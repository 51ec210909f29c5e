import { expect, test, vi } from 'vitest'
import {
  endDevice,
  listDevices,
  signOut,
  signOutEverywhere,
  updateAccount,
} from '../../../shared/accounts/accounts.api.ts'
import { useAccount } from '../../../web/accounts/use-account.ts'
import { useDevices } from '../../../web/accounts/use-devices.ts'
import { useWait } from '../../../web/accounts/use-wait.ts'
import { ApiProblem } from '../../../web/platform/api-problem.ts'
import { useSession } from '../../../web/platform/session.store.ts'
import { useAct } from '../../../web/platform/use-act.ts'
import { fakeCall } from '../../support/fake-call.ts'
import { inApp } from '../in-app.ts'

const api = fakeCall()
const sessionId = '01900000-0000-7000-8000-0000000000b1'

test('another name shows at once, wherever the person is named', async () => {
  api.on(updateAccount, ({ body }) => ({
    id: '01900000-0000-7000-8000-000000000001',
    name: body.name ?? '',
    email: 'tester@example.cn',
    phone: null,
    memberNumber: null,
    locale: 'zh-CN' as const,
  }))
  const { result } = await inApp(() => ({ account: useAccount(), session: useSession() }), {
    acting: {},
  })
  await result.account.save.run({ name: '新名字' })
  expect(result.session.person?.name).toBe('新名字')
})

test('a device that is ended leaves the list', async () => {
  let isEnded = false
  api.on(listDevices, () => ({ items: isEnded ? [] : [device()] }))
  api.on(endDevice, () => {
    isEnded = true
    return {}
  })
  const { result: devices } = await inApp(useDevices)
  await api.settled()
  await devices.end.run(sessionId)
  expect(devices.data.value?.items).toEqual([])
})

test('signing out everywhere signs out here', async () => {
  api.on(listDevices, () => ({ items: [device()] }))
  api.on(signOutEverywhere, () => ({ endedSessions: 1 }))
  api.on(signOut, () => ({}))
  const { result } = await inApp(() => ({ devices: useDevices(), session: useSession() }), {
    acting: {},
  })
  await api.settled()
  await result.devices.endAll.run()
  expect(result.session.signedIn).toBe(false)
})

test('after too many attempts a form rests as long as the server says', async () => {
  vi.useFakeTimers()
  const { result } = await inApp(() => {
    const act = useAct(() =>
      Promise.reject(new ApiProblem({ code: 'too_many_requests', values: { seconds: 61 } })),
    )
    return { act, wait: useWait(act.problem) }
  })
  await result.act.run()
  await vi.advanceTimersByTimeAsync(0)
  expect(result.wait.left.value).toBe('1:01')
  await vi.advanceTimersByTimeAsync(61_000)
  expect(result.wait.left.value).toBe('')
  expect(result.act.problem.value).toBeNull()
  vi.useRealTimers()
})

function device() {
  return {
    sessionId,
    userAgent: 'Mozilla/5.0',
    address: '127.0.0.1',
    createdAt: '2026-05-01T00:00:00.000Z',
    lastUsedAt: '2026-05-01T00:00:00.000Z',
    isThisOne: false,
  }
}
