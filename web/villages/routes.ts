import { MapLocation, Picture } from '@element-plus/icons-vue'
import { overseers } from '../../shared/roles.ts'
import { definePages } from '../platform/page.ts'

export const routes = definePages([
  {
    path: '/villages',
    name: 'villages.find',
    component: () => import('./FindVillagePage.vue'),
    meta: {
      access: ['official', 'group_coordinator', 'platform_admin'],
      title: 'villages.find.title',
      nav: { label: 'villages', order: 110, icon: MapLocation },
    },
  },
  {
    path: '/village-pages',
    name: 'villages.proposals',
    component: () => import('./ProfileProposalsPage.vue'),
    meta: {
      access: ['cooperative_manager', 'official', 'platform_admin'],
      title: 'villages.proposals.title',
      nav: { label: 'villagePages', order: 112, icon: Picture },
    },
  },
  {
    path: '/boundaries',
    name: 'villages.boundaries',
    component: () => import('./BoundariesPage.vue'),
    meta: {
      access: overseers,
      title: 'boundaries.title',
      texts: ['boundaries'],
    },
  },
])
