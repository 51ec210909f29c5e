import { expect, test, vi } from 'vitest'
import { filledIn, useList } from '../../../web/platform/use-list.ts'
import { inApp } from '../in-app.ts'

const typingPause = 300

interface Question {
  filters: { state: string; search: string }
  sort: string
  page: number
}

/** A list of 60 rows that records what it was asked for. */
async function listAt(address: string) {
  const questions: Question[] = []
  const { result: list, router } = await inApp(
    () =>
      useList({
        filters: { state: 'open', search: '' },
        sort: 'neededOn',
        load: async ({ filters, sort, page }) => {
          questions.push({ filters, sort, page })
          return { items: [`${filters.state} ${page}`], total: 60 }
        },
      }),
    { at: address },
  )
  await settled()
  return { list, router, questions }
}

test('filters, order and page are read from the address; the rest is the default', async () => {
  const { list, questions } = await listAt('/orders?state=closed&page=2')
  expect(questions).toEqual([
    { filters: { state: 'closed', search: '' }, sort: 'neededOn', page: 2 },
  ])
  expect(list.rows.value).toEqual(['closed 2'])
  expect(list.filtered.value).toBe(true)
})

test('an address with nonsense for a page asks for the first', async () => {
  const { questions } = await listAt('/orders?page=nonsense')
  expect(questions[0]?.page).toBe(1)
})

test('letters are asked for a moment after the last one, from the first page', async () => {
  const { list, router, questions } = await listAt('/orders?page=2')
  list.filters.search = '脆'
  await settled()
  list.filters.search = '脆李'
  await vi.waitFor(() => expect(questions).toHaveLength(2))
  expect(questions[1]).toEqual({
    filters: { state: 'open', search: '脆李' },
    sort: 'neededOn',
    page: 1,
  })
  expect(router.currentRoute.value.query).toEqual({ search: '脆李' })
})

test('going back sets the fields back', async () => {
  const { list, router } = await listAt('/orders')
  await router.push('/orders?state=closed')
  await settled()
  expect(list.filters.state).toBe('closed')
  await router.push('/orders')
  await settled()
  expect(list.filters.state).toBe('open')
})

test('a click on a head orders by it, a second one turns the order', async () => {
  const { list, questions } = await listAt('/orders')
  list.sortBy('number')
  await settled()
  list.sortBy('number')
  await settled()
  list.goTo(3)
  await settled()
  expect(questions.map(({ sort, page }) => [sort, page])).toEqual([
    ['neededOn', 1],
    ['number', 1],
    ['-number', 1],
    ['-number', 3],
  ])
})

test('what is cleared leaves the address', async () => {
  const { list, router } = await listAt('/orders?state=closed')
  list.clear()
  await new Promise((resolve) => setTimeout(resolve, typingPause))
  expect(router.currentRoute.value.query).toEqual({})
  expect(list.filtered.value).toBe(false)
})

test('another page’s address is not this list’s business', async () => {
  const { router, questions } = await listAt('/orders')
  await router.push('/elsewhere?state=closed')
  await settled()
  expect(questions).toHaveLength(1)
})

test('an empty field asks for nothing', () => {
  expect(filledIn({ state: '', search: '李' })).toEqual({ search: '李' })
})

function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5))
}
