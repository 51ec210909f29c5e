import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import {
  deleteOfOthers,
  deleteOfPerson,
  keepAnswer,
  keepDraft,
  keepSession,
  keptAnswer,
  keptDraft,
  keptSession,
} from '../../../web/platform/offline/kept.ts'
import { keepForPerson } from '../../../web/platform/offline/kept-for.ts'
import { keepPhoto, photoOf } from '../../../web/platform/offline/photos.ts'
import { actOf, actsOf, enqueue } from '../../../web/platform/offline/queue.ts'
import { testClock } from '../../support/clock.ts'
import { deviceStorage } from '../device-storage.ts'

afterEach(() => vi.useRealTimers())

const [first, second] = ['p1 unit', 'p2 unit']

deviceStorage()

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: testClock() })
  vi.stubGlobal('localStorage', storage())
  keepForPerson('p1')
})

test('what is kept is kept for one person and organisation', async () => {
  await keepAnswer(first, 'to pack', { items: [1] })
  expect(await keptAnswer(first, 'to pack')).toMatchObject({ answer: { items: [1] } })
  expect(await keptAnswer('p1 other', 'to pack')).toBeNull()
  expect(await keptAnswer(second, 'to pack')).toBeNull()
})

test('an answer that comes after its reader has left is not kept', async () => {
  keepForPerson(null)
  await keepAnswer(first, 'to pack', {})
  expect(await keptAnswer(first, 'to pack')).toBeNull()
})

test('after a week it is shown no more, nor is it when the clock was set back by as much', async () => {
  await keepAnswer(first, 'to pack', {})
  await keepSession({ person: { id: 'p1' } })
  for (const days of [8, -8]) {
    vi.setSystemTime(testClock().getTime() + days * 86_400_000)
    expect(await keptAnswer(first, 'to pack')).toBeNull()
    expect(await keptSession()).toBeNull()
  }
})

test('signing out deletes everything of the person, what was not sent too', async () => {
  await begun(first)
  await deleteOfPerson('p1')
  expect(await leftOf(first)).toEqual({ answer: null, draft: null, acts: 0, photos: 0 })
  expect(await keptSession()).toBeNull()
})

test('another person sees nothing of the former, whose unsent acts wait for their return', async () => {
  await begun(first)
  localStorage.setItem('draft listing c', '{}')
  await deleteOfOthers('p2')
  expect(await leftOf(first)).toEqual({ answer: null, draft: null, acts: 1, photos: 1 })
  expect(await keptSession()).toBeNull()
  expect(localStorage.getItem('draft listing c')).toBeNull()
})

test('whoever signs out takes nothing away that another has not sent yet', async () => {
  await begun(first)
  await deleteOfPerson('p2')
  expect(await leftOf(first)).toMatchObject({ answer: null, draft: null, acts: 1, photos: 1 })
})

let sentPhoto = ''
let otherPhoto = ''

/** Somebody has seen and begun something, and has done one thing without a signal. */
async function begun(owner: string): Promise<void> {
  await keepAnswer(owner, 'to pack', {})
  await keepDraft(owner, 'receive 1', {})
  await keepSession({ person: { id: 'p1' } })
  sentPhoto = await keepPhoto(owner, new Blob(['1']))
  otherPhoto = await keepPhoto(owner, new Blob(['2']))
  const path = ['body', 'photoFileId']
  const photos = [{ photoId: sentPhoto, path, isPublic: false, fileId: null }]
  const endpoint = { name: 'a.b', method: 'POST', path: '/api/v1/a' } as const
  await enqueue(actOf({ owner, kind: 'a.b', subject: '1', title: '', endpoint, input: {}, photos }))
}

async function leftOf(owner: string) {
  const photos = await Promise.all([sentPhoto, otherPhoto].map(photoOf))
  return {
    answer: await keptAnswer(owner, 'to pack'),
    draft: await keptDraft(owner, 'receive 1'),
    acts: (await actsOf(owner)).length,
    photos: photos.filter((photo) => photo !== null).length,
  }
}

/** As much of the browser's small storage as is used. */
function storage() {
  const kept = new Map<string, string>()
  return new Proxy(
    {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
      removeItem: (key: string) => kept.delete(key),
    },
    {
      ownKeys: () => [...kept.keys()],
      getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
    },
  )
}
