import { Coin, CreditCard, Money, ScaleToOriginal, Wallet } from '@element-plus/icons-vue'
import type { Role } from '../../shared/roles.ts'
import { definePages } from '../platform/page.ts'

const bothSides: readonly Role[] = ['cooperative_manager', 'finance']
const bookKeepers: readonly Role[] = [...bothSides, 'platform_admin']
const selling: readonly Role[] = ['cooperative_manager']
const paying: readonly Role[] = ['finance']

export const routes = definePages([
  {
    path: '/money-due',
    name: 'billing.money-due',
    component: () => import('./MoneyDuePage.vue'),
    meta: {
      access: bothSides,
      title: 'billing.due.title',
      texts: ['online', 'runs', 'bank', 'books', 'dues', 'corrections', 'deliveries'],
      nav: { label: 'billing', order: 25, icon: Wallet },
    },
  },
  {
    path: '/payment-by-unit',
    name: 'billing.payment-by-unit',
    component: () => import('./PaymentByUnitPage.vue'),
    meta: {
      access: ['official'],
      title: 'dues.payment.title',
      texts: ['dues'],
      nav: { label: 'billing', order: 77, icon: Wallet },
    },
  },
  {
    path: '/online-payments',
    name: 'billing.pay-online',
    component: () => import('./PayOnlinePage.vue'),
    meta: {
      access: paying,
      title: 'online.pay.title',
      texts: ['online'],
      nav: { label: 'payOnline', order: 26, icon: CreditCard, needsOnlinePayment: true },
    },
  },
  {
    path: '/online-payments/:onlinePaymentId',
    name: 'billing.online-payment',
    component: () => import('./OnlinePaymentPage.vue'),
    meta: { access: paying, title: 'online.payment.title', texts: ['online'] },
  },
  {
    path: '/payee-account',
    name: 'billing.payee-account',
    component: () => import('./PayeeAccountPage.vue'),
    meta: {
      access: selling,
      title: 'online.payee.title',
      texts: ['online'],
      nav: { label: 'payeeAccount', order: 76, icon: Money, needsOnlinePayment: true },
    },
  },
  {
    path: '/reconciliations',
    name: 'billing.reconciliations',
    component: () => import('./ReconciliationPage.vue'),
    meta: {
      access: ['platform_admin'],
      title: 'online.reconciliation.title',
      texts: ['online', 'books'],
      nav: { label: 'reconciliation', order: 79, icon: ScaleToOriginal, needsOnlinePayment: true },
    },
  },
  {
    path: '/settlements',
    name: 'billing.county-settlements',
    component: () => import('./CountySettlementsPage.vue'),
    meta: {
      access: [...selling, 'official', 'platform_admin'],
      title: 'billing.settlements.ofCounty',
      texts: ['settlements'],
      nav: { label: 'settlements', order: 75, icon: Coin },
    },
  },
  {
    path: '/settlements/new',
    name: 'billing.new-settlement',
    component: () => import('./NewSettlementPage.vue'),
    meta: {
      access: selling,
      title: 'billing.settlements.withoutOrder',
      texts: ['settlements', 'lists'],
    },
  },
  {
    path: '/household-slips',
    name: 'billing.household-slips',
    component: () => import('./HouseholdSlipsPage.vue'),
    meta: { access: selling, title: 'slips.title', texts: ['slips'] },
  },
  {
    path: '/h',
    name: 'billing.household-slip',
    component: () => import('./HouseholdSlipPage.vue'),
    meta: {
      ...{ access: 'public', title: 'slips.public.title', bare: true },
      texts: ['slips', 'points'],
    },
  },
  {
    path: '/misdirected-payments',
    name: 'billing.misdirected',
    component: () => import('./MisdirectedPage.vue'),
    meta: {
      access: bothSides,
      title: 'misdirected.title',
      texts: ['organisations', 'corrections', 'misdirected'],
    },
  },
  {
    path: '/payment-terms',
    name: 'billing.payment-terms',
    component: () => import('./PaymentTermsPage.vue'),
    meta: {
      access: bothSides,
      title: 'billing.terms.title',
      texts: ['organisations', 'terms'],
    },
  },
  {
    path: '/payment-runs',
    name: 'billing.payment-runs',
    component: () => import('./PaymentRunsPage.vue'),
    meta: { access: paying, title: 'runs.title', texts: ['runs', 'corrections'] },
  },
  {
    path: '/payment-runs/new',
    name: 'billing.new-payment-run',
    component: () => import('./NewPaymentRunPage.vue'),
    meta: { access: paying, title: 'runs.new', texts: ['runs'] },
  },
  {
    path: '/payment-runs/:runId',
    name: 'billing.payment-run',
    component: () => import('./PaymentRunPage.vue'),
    meta: { access: paying, title: 'runs.title', texts: ['runs', 'corrections'] },
  },
  {
    path: '/payments',
    name: 'billing.payments',
    component: () => import('./PaymentListPage.vue'),
    meta: { access: bothSides, title: 'billing.payments.title', texts: ['online', 'corrections'] },
  },
  {
    path: '/bank-lines',
    name: 'billing.bank-lines',
    component: () => import('./BankLinesPage.vue'),
    meta: { access: bothSides, title: 'bank.title', texts: ['bank', 'corrections'] },
  },
  {
    path: '/books',
    name: 'billing.books',
    component: () => import('./BooksPage.vue'),
    meta: { access: bookKeepers, title: 'books.title', texts: ['books'] },
  },
  {
    path: '/books/:account',
    name: 'billing.account',
    component: () => import('./AccountPage.vue'),
    meta: { access: bookKeepers, title: 'books.account', texts: ['books'] },
  },
  {
    path: '/statements/:counterpartyId',
    name: 'billing.statement',
    component: () => import('./StatementPage.vue'),
    meta: { access: bothSides, title: 'books.statement.title', texts: ['books'] },
  },
  {
    path: '/purchase-orders/:purchaseOrderId/invoice',
    name: 'billing.invoice-entry',
    component: () => import('./InvoiceEntryPage.vue'),
    meta: { access: selling, title: 'billing.entry.title' },
  },
  {
    path: '/invoices/:invoiceId',
    name: 'billing.invoice',
    component: () => import('./InvoicePage.vue'),
    meta: { access: 'signed-in', title: 'billing.invoice.title', texts: ['online', 'corrections'] },
  },
  {
    path: '/purchase-orders/:purchaseOrderId/match',
    name: 'billing.match',
    component: () => import('./MatchPage.vue'),
    meta: {
      inTrail: true,
      access: 'signed-in',
      title: 'billing.match.title',
      texts: ['deliveries', 'online', 'corrections', 'match'],
    },
  },
  {
    path: '/lots/:lotId/settlements',
    name: 'billing.lot-settlements',
    component: () => import('./LotSettlementPage.vue'),
    meta: { access: selling, title: 'billing.settlements.title', texts: ['settlements', 'lists'] },
  },
  {
    path: '/purchase-orders/:purchaseOrderId/settlements',
    name: 'billing.settlements',
    component: () => import('./SettlementPage.vue'),
    meta: { access: selling, title: 'billing.settlements.title', texts: ['settlements', 'lists'] },
  },
])
