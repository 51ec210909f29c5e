import { definePages } from '../platform/page.ts'

export const routes = definePages([
  {
    path: '/transparency',
    name: 'transparency.log',
    component: () => import('./LogPage.vue'),
    meta: { access: 'public', title: 'transparency.log.title' },
  },
])
