import { createPinia } from 'pinia'
import { onTestFinished } from 'vitest'
import { createRenderer, nextTick } from 'vue'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import type { Membership } from '../../shared/accounts/accounts.schemas.ts'
import { i18n } from '../../web/platform/i18n.ts'
import { useSession } from '../../web/platform/session.store.ts'

const person = {
  id: '01900000-0000-7000-8000-000000000001',
  name: '测试者',
  email: 'tester@example.cn',
  phone: null,
  memberNumber: null,
  locale: 'zh-CN',
} as const

const membership: Membership = {
  organisationId: '01900000-0000-7000-8000-0000000000a1',
  organisationName: '测试单位',
  kind: 'unit',
  divisionCode: null,
  roles: ['buyer'],
}

/**
 * Runs a composable as the setup of a component in an app with router, store and texts, but
 * without a document: `at` is the address it stands at, `acting` for whom the person acts. The
 * component is unmounted when the test ends.
 */
export async function inApp<T>(
  setup: () => T,
  options: { at?: string; acting?: Partial<Membership> } = {},
): Promise<{ result: T; router: Router; unmount: () => void }> {
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/:rest(.*)*', component: { render: () => null } }],
  })
  await router.push(options.at ?? '/')
  let result: T | undefined
  const app = renderer.createApp({
    setup: () => {
      if (options.acting !== undefined) signIn({ ...membership, ...options.acting })
      result = setup()
      return () => null
    },
  })
  app.use(createPinia()).use(i18n).use(router)
  app.mount({ children: [] })
  await nextTick()
  let mounted = true
  const unmount = () => {
    if (mounted) app.unmount()
    mounted = false
  }
  onTestFinished(unmount)
  return { result: result as T, router, unmount }
}

function signIn(acting: Membership): void {
  useSession().enter({
    session: { person, acting, memberships: [acting] },
    accessToken: 'token',
    expiresInSeconds: 3_600,
  })
}

interface Nothing {
  children: Nothing[]
}

/** Draws nothing, so that a component can live where there is no document. */
const renderer = createRenderer<Nothing, Nothing>({
  createElement: () => ({ children: [] }),
  createText: () => ({ children: [] }),
  createComment: () => ({ children: [] }),
  insert: () => undefined,
  remove: () => undefined,
  patchProp: () => undefined,
  setText: () => undefined,
  setElementText: () => undefined,
  parentNode: () => null,
  nextSibling: () => null,
})
