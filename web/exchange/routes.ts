import { FolderOpened, Upload } from '@element-plus/icons-vue'
import { listExports } from '../../shared/exchange/exports.api.ts'
import { importers } from '../../shared/roles.ts'
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
])
