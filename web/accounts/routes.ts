import { definePages } from '../platform/page.ts'

export const routes = definePages([
  {
    path: '/sign-in',
    name: 'accounts.sign-in',
    component: () => import('./SignInPage.vue'),
    meta: { access: 'public', title: 'accounts.signIn.title', bare: true },
  },
])
