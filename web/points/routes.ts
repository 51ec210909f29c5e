import { Medal } from '@element-plus/icons-vue'
import { overseers, type Role } from '../../shared/roles.ts'
import { definePages } from '../platform/page.ts'

const readers: readonly Role[] = ['cooperative_manager', ...overseers]

export const routes = definePages([
  {
    path: '/points',
    name: 'points.books',
    component: () => import('./PointsBooksPage.vue'),
    meta: {
      access: readers,
      title: 'points.title',
      texts: ['villages'],
      nav: { label: 'points', order: 83, icon: Medal },
    },
  },
  {
    path: '/points/:bookId',
    name: 'points.book',
    component: () => import('./PointsBookPage.vue'),
    meta: { access: readers, title: 'points.title' },
  },
  {
    path: '/points/:bookId/rules',
    name: 'points.rules',
    component: () => import('./PointsRulesPage.vue'),
    meta: { access: readers, title: 'points.rules.title' },
  },
  {
    path: '/points/:bookId/entries',
    name: 'points.entries',
    component: () => import('./PointsEntriesPage.vue'),
    meta: { access: readers, title: 'points.entries.title' },
  },
  {
    path: '/points/:bookId/notice',
    name: 'points.notice',
    component: () => import('./PointsNoticePage.vue'),
    meta: { access: readers, title: 'points.notice.title' },
  },
  {
    path: '/points/:bookId/slips',
    name: 'points.slips',
    component: () => import('./PointsSlipsPage.vue'),
    meta: { access: ['cooperative_manager'], title: 'points.slips.title', texts: ['slips'] },
  },
])
