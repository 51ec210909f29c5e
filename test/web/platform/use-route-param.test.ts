import { expect, test } from 'vitest'
import { createApp } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { useRouteParam } from '../../../web/platform/use-route-param.ts'

test('a parameter follows the address of its page and stays while the page is left', async () => {
  const component = { render: () => null }
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/units/:unitId', name: 'unit', component },
      { path: '/groups/:groupId', name: 'group', component },
    ],
  })
  await router.push('/units/first')
  const app = createApp({})
  app.use(router)
  const unitId = app.runWithContext(() => useRouteParam('unitId'))
  expect(unitId.value).toBe('first')
  await router.push('/units/second?page=2')
  expect(unitId.value).toBe('second')
  await router.push('/groups/third')
  expect(unitId.value).toBe('second')
})
