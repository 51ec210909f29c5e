import { Document } from '@element-plus/icons-vue'
import { listAudit } from '../../shared/evidence/evidence.api.ts'
import { definePages } from '../platform/page.ts'

export const routes = definePages([
  {
    path: '/audit',
    name: 'evidence.audit',
    component: () => import('./AuditPage.vue'),
    meta: {
      access: listAudit.access,
      title: 'evidence.audit.title',
      nav: { label: 'audit', order: 950, icon: Document },
    },
  },
])
