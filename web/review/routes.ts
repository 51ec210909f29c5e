import { Document, Flag } from '@element-plus/icons-vue'
import { flagParties, outsideEnterers, outsideReaders, overseers } from '../../shared/roles.ts'
import { definePages } from '../platform/page.ts'

export const routes = definePages([
  {
    path: '/flags',
    name: 'review.flags',
    component: () => import('./FlagListPage.vue'),
    meta: {
      access: [...overseers, ...flagParties],
      title: 'review.title',
      texts: ['organisations'],
      // A party comes to what was upheld of its own by its notice or the ledger's entry.
      nav: { label: 'flags', order: 78, icon: Flag, access: overseers },
    },
  },
  {
    path: '/check-runs',
    name: 'review.checkRuns',
    component: () => import('./CheckRunsPage.vue'),
    meta: { access: overseers, title: 'review.runs.title' },
  },
  {
    path: '/flags/:flagId',
    name: 'review.flag',
    component: () => import('./FlagPage.vue'),
    meta: {
      access: [...overseers, ...flagParties],
      title: 'review.flag',
      texts: ['policies', 'evidence'],
    },
  },
  {
    path: '/outside-purchases',
    name: 'review.outside-list',
    component: () => import('./OutsideListPage.vue'),
    meta: {
      access: outsideReaders,
      title: 'outside.title',
      texts: ['outside', 'organisations'],
      nav: {
        label: 'outside',
        order: 79,
        icon: Document,
        access: [...outsideEnterers, 'platform_admin'],
      },
    },
  },
  {
    path: '/outside-purchases/new',
    name: 'review.outside-new',
    component: () => import('./OutsideEntryPage.vue'),
    meta: {
      access: outsideEnterers,
      title: 'outside.enter',
      texts: ['outside', 'organisations', 'catalogue', 'reports', 'evidence'],
    },
  },
  {
    path: '/opening-figures',
    name: 'review.opening-list',
    component: () => import('./OpeningListPage.vue'),
    meta: { access: overseers, title: 'opening.title', texts: ['opening'] },
  },
  {
    path: '/opening-figures/new',
    name: 'review.opening-new',
    component: () => import('./OpeningEntryPage.vue'),
    meta: {
      access: ['official'],
      title: 'opening.enter',
      texts: ['opening', 'organisations', 'evidence'],
    },
  },
  {
    path: '/opening-figures/:openingId',
    name: 'review.opening',
    component: () => import('./OpeningPage.vue'),
    meta: { access: overseers, title: 'opening.title', texts: ['opening', 'evidence'] },
  },
  {
    path: '/outside-purchases/:outsideId',
    name: 'review.outside',
    component: () => import('./OutsidePage.vue'),
    meta: {
      inTrail: true,
      access: outsideReaders,
      title: 'outside.one',
      texts: ['outside', 'catalogue', 'reports', 'evidence'],
    },
  },
])
