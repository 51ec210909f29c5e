import { expect, test, vi } from 'vitest'
import { browse, facets } from '../../../shared/catalogue/catalogue.api.ts'
import { useCatalogue } from '../../../web/catalogue/use-catalogue.ts'
import { fakeCall } from '../../support/fake-call.ts'
import { inApp } from '../in-app.ts'

const api = fakeCall()

function answerCatalogue() {
  api.on(browse, () => ({
    items: [],
    hasMore: false,
    page: 1,
    pageSize: 24,
    how: 'exact' as const,
    near: [],
  }))
  api.on(facets, () => ({
    total: 7,
    inSeason: 0,
    isBounded: false,
    categories: [],
    areas: [],
    storages: [],
  }))
}

test('the address narrows goods and counts alike; prices in 元 are asked for in 分', async () => {
  answerCatalogue()
  const { result } = await inApp(useCatalogue, { at: '/?q=脆李&minimum=3.5&maximum=x&sort=price' })
  await api.settled()
  const [request] = api.requests(browse)
  expect(request?.query).toMatchObject({ q: '脆李', minimumCentsPerJin: 350 })
  expect(request?.query).not.toHaveProperty('maximumCentsPerJin')
  expect(api.requests(facets)[0]?.query).toMatchObject({ q: '脆李', minimumCentsPerJin: 350 })
  expect(result.list.total.value).toBe(7)
})

test('a filter that is chosen is written into the address and asked for', async () => {
  answerCatalogue()
  const { result, router } = await inApp(useCatalogue)
  await api.settled()
  result.filterBy({ season: 'now' })
  await vi.waitFor(() => expect(router.currentRoute.value.query).toEqual({ season: 'now' }))
  await api.settled()
  expect(api.requests(browse).at(-1)?.query).toMatchObject({ season: 'now' })
})
