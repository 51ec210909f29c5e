import { Connection } from '@element-plus/icons-vue'
import { unitRoles } from '../../shared/roles.ts'
import { definePages } from '../platform/page.ts'

const texts = ['organisations', 'villages']

export const routes = definePages([
  {
    path: '/pairings',
    name: 'assistance.pairings',
    component: () => import('./PairingsPage.vue'),
    meta: {
      access: ['official', 'group_coordinator', 'platform_admin', ...unitRoles],
      title: 'assistance.pairings.title',
      nav: { label: 'assistance', order: 90, icon: Connection },
      texts,
    },
  },
  {
    path: '/groups',
    name: 'assistance.groups',
    component: () => import('./GroupsPage.vue'),
    meta: {
      access: ['official', 'group_coordinator', 'platform_admin', ...unitRoles],
      title: 'assistance.groups.title',
      texts,
    },
  },
  {
    path: '/groups/:groupId',
    name: 'assistance.group',
    component: () => import('./GroupPage.vue'),
    meta: {
      access: ['official', 'group_coordinator', 'platform_admin', ...unitRoles],
      title: 'assistance.group.title',
      texts,
    },
  },
  {
    path: '/proposals',
    name: 'assistance.proposals',
    component: () => import('./ProposalsPage.vue'),
    meta: {
      access: ['official', 'group_coordinator', 'platform_admin', 'unit_leader'],
      title: 'assistance.proposals.title',
      texts,
    },
  },
  {
    path: '/targets',
    name: 'assistance.targets',
    component: () => import('./TargetsPage.vue'),
    meta: {
      access: ['official', 'group_coordinator', 'platform_admin', 'unit_leader'],
      title: 'assistance.targets.title',
      texts: [...texts, 'targets'],
    },
  },
  {
    path: '/targets/changes',
    name: 'assistance.target-history',
    component: () => import('./TargetHistoryPage.vue'),
    meta: {
      access: ['official', 'group_coordinator', 'platform_admin', 'unit_leader'],
      title: 'targets.history',
      texts: [...texts, 'targets'],
    },
  },
  {
    path: '/introductions',
    name: 'assistance.introductions',
    component: () => import('./IntroductionsPage.vue'),
    meta: { access: unitRoles, title: 'assistance.introductions.title', texts },
  },
  {
    path: '/shared-credits',
    name: 'assistance.shared-credits',
    component: () => import('./SharedCreditsPage.vue'),
    meta: { access: unitRoles, title: 'assistance.sharing.title', texts },
  },
  {
    path: '/first-secretary',
    name: 'assistance.first-secretary',
    component: () => import('./FirstSecretaryPage.vue'),
    meta: { access: unitRoles, title: 'secretary.title', texts: [...texts, 'secretary'] },
  },
  {
    path: '/policies',
    name: 'assistance.policies',
    component: () => import('./PoliciesPage.vue'),
    meta: {
      access: ['official', 'platform_admin'],
      title: 'assistance.policies.title',
      texts: [...texts, 'policies'],
    },
  },
])
