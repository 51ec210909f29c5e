import { EditPen, OfficeBuilding, Stamp } from '@element-plus/icons-vue'
import { definePages } from '../platform/page.ts'

export const routes = definePages([
  {
    path: '/organisations',
    name: 'organisations.directory',
    component: () => import('./DirectoryPage.vue'),
    meta: {
      access: 'signed-in',
      title: 'organisations.directory.title',
      nav: { label: 'organisations', order: 100, icon: OfficeBuilding },
    },
  },
  {
    path: '/units/:unitId',
    name: 'organisations.unit',
    component: () => import('./UnitPage.vue'),
    meta: { access: 'signed-in', title: 'organisations.unit.title' },
  },
  {
    path: '/apply',
    name: 'organisations.apply',
    component: () => import('./ApplyPage.vue'),
    meta: { access: 'public', title: 'organisations.apply.title', bare: true },
  },
  {
    path: '/set-up',
    name: 'organisations.set-up',
    component: () => import('./SetUpPage.vue'),
    meta: { access: 'public', title: 'organisations.setUp.title', bare: true },
  },
  {
    path: '/admissions',
    name: 'organisations.admissions',
    component: () => import('./AdmissionDeskPage.vue'),
    meta: {
      access: ['official', 'platform_admin'],
      title: 'organisations.admissions.title',
      nav: { label: 'admissions', order: 75, orderFor: { platform: 5 }, icon: Stamp },
      firstFor: ['platform'],
    },
  },
  {
    path: '/organisation-changes',
    name: 'organisations.changes',
    component: () => import('./ChangeDeskPage.vue'),
    meta: {
      access: ['official', 'platform_admin'],
      title: 'organisations.changes.desk',
      nav: { label: 'changes', order: 76, orderFor: { platform: 6 }, icon: EditPen },
    },
  },
  {
    path: '/cooperatives/:cooperativeId',
    name: 'organisations.cooperative',
    component: () => import('./CooperativePage.vue'),
    meta: {
      access: ['official', 'platform_admin', 'cooperative_manager', 'cooperative_packer'],
      title: 'organisations.cooperative.title',
    },
  },
])
