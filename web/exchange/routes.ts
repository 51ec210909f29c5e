import { FolderOpened, Promotion, Upload } from '@element-plus/icons-vue'
import { listExports } from '../../shared/exchange/exports.api.ts'
import { importers, keyMakers } from '../../shared/roles.ts'
import { definePages } from '../platform/page.ts'

export const routes = definePages([
  {
    path: '/imports',
    name: 'exchange.imports',
    component: () => import('./ImportsPage.vue'),
    meta: {
      access: importers,
      title: 'exchange.imports.title',
      texts: ['lists'],
      nav: { label: 'imports', order: 110, icon: Upload },
    },
  },
  {
    path: '/imports/:importId',
    name: 'exchange.import',
    component: () => import('./ImportPage.vue'),
    meta: { access: importers, title: 'exchange.import.title', texts: ['assistance', 'lists'] },
  },
  {
    path: '/imports/:importId/codes',
    name: 'exchange.codes',
    component: () => import('./ImportCodesPage.vue'),
    meta: { access: importers, title: 'exchange.codes.title' },
  },
  {
    path: '/files',
    name: 'exchange.files',
    component: () => import('./MyFilesPage.vue'),
    meta: {
      access: listExports.access,
      title: 'files.title',
      texts: ['files'],
      nav: { label: 'files', order: 115, icon: FolderOpened },
    },
  },
  {
    path: '/webhooks',
    name: 'exchange.webhooks',
    component: () => import('./WebhooksPage.vue'),
    meta: {
      access: keyMakers,
      title: 'webhooks.title',
      texts: ['webhooks', 'keys'],
      nav: { label: 'webhooks', order: 920, icon: Promotion },
    },
  },
  {
    path: '/webhooks/:webhookId',
    name: 'exchange.webhook',
    component: () => import('./WebhookPage.vue'),
    meta: { access: keyMakers, title: 'webhooks.one', texts: ['webhooks', 'keys'] },
  },
])
