import { House, UploadFilled } from '@element-plus/icons-vue'
import { listPurchaseOrders } from '../../shared/orders/orders.api.ts'
import { reading } from '../../shared/reports/reports.api.ts'
import { cooperativeRoles, fieldRoles, unitRoles } from '../../shared/roles.ts'
import { definePages } from '../platform/page.ts'

/** First screens, and pages that show what several domains know of one thing. */
export const routes = definePages([
  {
    path: '/desk',
    name: 'orders.desk',
    component: () => import('./UnitDeskPage.vue'),
    meta: {
      access: unitRoles,
      title: 'orders.desk.title',
      nav: { label: 'desk', order: 5, icon: House },
      firstFor: ['unit'],
      texts: ['orders', 'reports', 'billing'],
    },
  },
  {
    path: '/order-desk',
    name: 'orders.cooperative-desk',
    component: () => import('./CooperativeDeskPage.vue'),
    meta: {
      access: cooperativeRoles,
      title: 'orders.desk.cooperative',
      nav: { label: 'desk', order: 5, icon: House },
      firstFor: ['cooperative'],
      texts: ['orders', 'billing', 'organisations'],
    },
  },
  {
    path: '/villages/:code(\\d{12})',
    name: 'villages.village',
    component: () => import('./VillagePage.vue'),
    meta: {
      access: 'signed-in',
      title: 'villages.village.title',
      texts: ['villages', 'assistance'],
    },
  },
  {
    path: '/purchase-orders/:id',
    name: 'orders.order',
    component: () => import('./PurchaseOrderPage.vue'),
    meta: {
      inTrail: true,
      access: listPurchaseOrders.access,
      title: 'orders.order.title',
      texts: ['orders', 'billing', 'match', 'deliveries'],
    },
  },
  {
    path: '/demand',
    name: 'desks.demand',
    component: () => import('./DemandPage.vue'),
    meta: {
      access: reading,
      title: 'demand.title',
      texts: ['demand', 'reports', 'catalogue'],
    },
  },
  {
    path: '/unsent',
    name: 'desks.unsent',
    component: () => import('./UnsentPage.vue'),
    meta: {
      access: fieldRoles,
      title: 'unsent.title',
      nav: { label: 'unsent', order: 35, icon: UploadFilled },
      texts: ['unsent', 'deliveries', 'catalogue'],
      offline: true,
    },
  },
])
