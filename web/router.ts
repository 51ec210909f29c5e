import { createRouter, type RouteRecordRaw, type Router, type RouterHistory } from 'vue-router'
import { pages } from './pages.ts'
import { guardPages } from './platform/guard.ts'
import { keepTrail, whenTall } from './platform/use-trail.ts'

/** The router over a history, so that a test can go through every page without a browser. */
export function createAppRouter(history: RouterHistory): Router {
  const router = createRouter({
    history,
    routes: [
      { path: '/', name: 'first', component: () => import('./ui/NotFoundPage.vue') },
      ...(pages as readonly RouteRecordRaw[]),
      {
        path: '/:rest(.*)*',
        name: 'not-found',
        component: () => import('./ui/NotFoundPage.vue'),
        meta: { access: 'public', title: 'shell.notFound.title' },
      },
    ],
    scrollBehavior: (to, from, savedPosition) =>
      savedPosition ? whenTall(savedPosition) : to.path === from.path ? false : { top: 0 },
  })
  guardPages(router, pages)
  keepTrail(router)
  return router
}
