import { Avatar, Key, User } from '@element-plus/icons-vue'
import { keyMakers } from '../../shared/roles.ts'
import { definePages } from '../platform/page.ts'

export const routes = definePages([
  {
    path: '/sign-in',
    name: 'accounts.sign-in',
    component: () => import('./SignInPage.vue'),
    meta: { access: 'public', title: 'accounts.signIn.title', bare: true },
  },
  {
    path: '/forgot-password',
    name: 'accounts.forgot-password',
    component: () => import('./ForgotPasswordPage.vue'),
    meta: { access: 'public', title: 'accounts.forgot.title', bare: true },
  },
  {
    path: '/reset-password',
    name: 'accounts.reset-password',
    component: () => import('./ResetPasswordPage.vue'),
    meta: { access: 'public', title: 'accounts.reset.title', bare: true },
  },
  {
    path: '/accept-invitation',
    name: 'accounts.accept-invitation',
    component: () => import('./AcceptInvitationPage.vue'),
    meta: { access: 'public', title: 'accounts.accept.title', bare: true },
  },
  {
    path: '/account',
    name: 'accounts.account',
    component: () => import('./AccountPage.vue'),
    meta: { access: 'signed-in', title: 'accounts.account.title' },
  },
  {
    path: '/members',
    name: 'accounts.members',
    component: () => import('./MembersPage.vue'),
    meta: {
      access: ['unit_leader', 'cooperative_manager', 'platform_admin'],
      title: 'accounts.members.title',
      nav: { label: 'members', order: 900, icon: User },
    },
  },
  {
    path: '/api-keys',
    name: 'accounts.api-keys',
    component: () => import('./ApiKeysPage.vue'),
    meta: {
      access: keyMakers,
      title: 'keys.title',
      texts: ['keys'],
      nav: { label: 'apiKeys', order: 910, icon: Key },
    },
  },
  {
    path: '/people',
    name: 'accounts.people',
    component: () => import('./PeoplePage.vue'),
    meta: {
      access: ['platform_admin'],
      title: 'accounts.people.title',
      nav: { label: 'people', order: 905, icon: Avatar },
    },
  },
])
