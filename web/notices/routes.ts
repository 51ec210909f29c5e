import { definePages } from '../platform/page.ts'

export const routes = definePages([
  {
    path: '/notices',
    name: 'notices.list',
    component: () => import('./NoticesPage.vue'),
    meta: { access: 'signed-in', title: 'notices.title' },
  },
])
