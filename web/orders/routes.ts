import { Box, Files, Setting, ShoppingCart } from '@element-plus/icons-vue'
import { readOrderSettings } from '../../shared/orders/basket.api.ts'
import {
  listPurchaseOrders,
  listRequisitions,
  placeRequisition,
} from '../../shared/orders/orders.api.ts'
import { definePages } from '../platform/page.ts'

/** Who orders and sells nothing reads these after their own pages. */
const looksOn = { authority: 95, group: 95, platform: 95 }

export const routes = definePages([
  {
    path: '/order',
    name: 'orders.sheet',
    component: () => import('./OrderSheetPage.vue'),
    meta: {
      access: placeRequisition.access,
      title: 'orders.sheet.title',
      texts: ['lists', 'sheet'],
      nav: { label: 'sheet', order: 20, icon: ShoppingCart },
    },
  },
  {
    path: '/requisitions',
    name: 'orders.requisitions',
    component: () => import('./RequisitionListPage.vue'),
    meta: {
      access: listRequisitions.access,
      title: 'orders.requisitions.title',
      nav: { label: 'requisitions', order: 35, orderFor: looksOn, icon: Files },
    },
  },
  {
    path: '/requisitions/:id',
    name: 'orders.requisition',
    component: () => import('./RequisitionPage.vue'),
    meta: { access: listRequisitions.access, title: 'orders.requisition.title' },
  },
  {
    path: '/purchase-orders',
    name: 'orders.orders',
    component: () => import('./PurchaseOrderListPage.vue'),
    meta: {
      access: listPurchaseOrders.access,
      title: 'orders.orders.title',
      nav: { label: 'orders', order: 30, orderFor: looksOn, icon: Box },
    },
  },
  {
    path: '/order-settings',
    name: 'orders.settings',
    component: () => import('./OrderSettingsPage.vue'),
    meta: {
      access: readOrderSettings.access,
      title: 'orders.settings.title',
      nav: { label: 'orderSettings', order: 300, icon: Setting },
    },
  },
])
