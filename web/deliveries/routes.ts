import { Box, Van } from '@element-plus/icons-vue'
import { cooperativeRoles, unitRoles } from '../../shared/roles.ts'
import { definePages } from '../platform/page.ts'

export const routes = definePages([
  {
    path: '/deliveries/to-pack',
    name: 'deliveries.to-pack',
    component: () => import('./ToPackPage.vue'),
    meta: {
      offline: true,
      access: cooperativeRoles,
      title: 'deliveries.toPack.title',
      nav: { label: 'toPack', order: 20, icon: Box },
    },
  },
  {
    path: '/deliveries/pick-list',
    name: 'deliveries.pick-list',
    component: () => import('./PickListPage.vue'),
    meta: { offline: true, access: cooperativeRoles, title: 'deliveries.pickList.title' },
  },
  {
    path: '/shipments',
    name: 'deliveries.shipments',
    component: () => import('./ShipmentListPage.vue'),
    meta: {
      offline: true,
      access: [...cooperativeRoles, ...unitRoles],
      title: 'deliveries.shipments.title',
      nav: { label: 'deliveries', order: 30, icon: Van },
    },
  },
  {
    path: '/s/:code',
    name: 'deliveries.by-code',
    component: () => import('./ShipmentCodePage.vue'),
    meta: { offline: true, access: 'signed-in', title: 'deliveries.shipment.title' },
  },
  {
    path: '/shipments/:shipmentId',
    name: 'deliveries.shipment',
    component: () => import('./ShipmentPage.vue'),
    meta: { inTrail: true, offline: true, access: 'signed-in', title: 'deliveries.shipment.title' },
  },
  {
    path: '/shipments/:shipmentId/note',
    name: 'deliveries.note',
    component: () => import('./DeliveryNotePage.vue'),
    meta: { access: 'signed-in', title: 'deliveries.note.title' },
  },
  {
    path: '/shipments/:shipmentId/receipt',
    name: 'deliveries.receive',
    component: () => import('./ReceivePage.vue'),
    meta: { offline: true, access: ['receiver'], title: 'deliveries.receive.title' },
  },
  {
    path: '/goods-receipts/:receiptId',
    name: 'deliveries.receipt',
    component: () => import('./ReceiptPage.vue'),
    meta: { inTrail: true, access: 'signed-in', title: 'deliveries.receipt.title' },
  },
  {
    path: '/goods-returns',
    name: 'deliveries.returns',
    component: () => import('./ReturnListPage.vue'),
    meta: { access: [...cooperativeRoles, ...unitRoles], title: 'deliveries.returns.title' },
  },
  {
    path: '/weight-surpluses',
    name: 'deliveries.surpluses',
    component: () => import('./SurplusListPage.vue'),
    meta: { access: [...cooperativeRoles, ...unitRoles], title: 'deliveries.surpluses.title' },
  },
  {
    path: '/acceptance-corrections',
    name: 'deliveries.corrections',
    component: () => import('./CorrectionListPage.vue'),
    meta: { access: [...cooperativeRoles, ...unitRoles], title: 'deliveries.corrections.title' },
  },
  {
    path: '/credit-corrections',
    name: 'deliveries.credit-corrections',
    component: () => import('./CreditCorrectionListPage.vue'),
    meta: { access: 'signed-in', title: 'credit.list', texts: ['credit'] },
  },
  {
    path: '/purchase-orders/:purchaseOrderId/credit',
    name: 'deliveries.credit',
    component: () => import('./OrderCreditPage.vue'),
    meta: { access: 'signed-in', title: 'credit.title', texts: ['credit', 'organisations'] },
  },
])
