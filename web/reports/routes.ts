import { Calendar, CircleCheck, DataAnalysis, Tickets } from '@element-plus/icons-vue'
import {
  listBenefits,
  listOneProduct,
  reading,
  readPublicTotals,
  readPublicVillage,
} from '../../shared/reports/reports.api.ts'
import { overseers, unitRoles } from '../../shared/roles.ts'
import { definePages } from '../platform/page.ts'

export const routes = definePages([
  {
    path: '/reports',
    name: 'reports.overview',
    component: () => import('./OverviewPage.vue'),
    meta: {
      inTrail: true,
      access: reading,
      title: 'reports.overview.title',
      nav: {
        label: 'reports',
        order: 32,
        orderFor: { authority: 5, group: 5 },
        icon: DataAnalysis,
      },
      firstFor: ['authority', 'group'],
      texts: ['periods'],
    },
  },
  {
    path: '/reports/projector',
    name: 'reports.projector',
    component: () => import('./ProjectorPage.vue'),
    meta: {
      access: reading,
      title: 'showcase.projector.title',
      texts: ['periods', 'showcase'],
      bare: true,
    },
  },
  {
    path: '/benefits',
    name: 'reports.benefits',
    component: () => import('./BenefitPage.vue'),
    meta: {
      inTrail: true,
      access: listBenefits.access,
      title: 'reports.benefit.title',
      texts: ['benefit', 'periods'],
    },
  },
  {
    path: '/one-product-villages',
    name: 'reports.one-product',
    component: () => import('./OneProductPage.vue'),
    meta: {
      access: listOneProduct.access,
      title: 'oneproduct.title',
      texts: ['oneproduct', 'periods'],
    },
  },
  {
    path: '/pairing-results',
    name: 'reports.results',
    component: () => import('./ResultsPage.vue'),
    meta: {
      inTrail: true,
      access: reading,
      title: 'results.title',
      texts: ['results', 'periods', 'assistance'],
    },
  },
  {
    path: '/flag-rates',
    name: 'reports.flagRates',
    component: () => import('./FlagRatesPage.vue'),
    meta: { access: overseers, title: 'review.rates.title', texts: ['review'] },
  },
  {
    path: '/reserve',
    name: 'reports.reserve',
    component: () => import('./ReservePage.vue'),
    meta: {
      access: [...unitRoles, 'official', 'platform_admin'],
      title: 'reserve.title',
      texts: ['reserve', 'assistance', 'organisations'],
    },
  },
  {
    path: '/target-progress',
    name: 'reports.target-progress',
    component: () => import('./TargetProgressPage.vue'),
    meta: { inTrail: true, access: reading, title: 'progress.title', texts: ['progress'] },
  },
  {
    path: '/ledger',
    name: 'reports.ledger',
    component: () => import('./LedgerPage.vue'),
    meta: {
      inTrail: true,
      access: reading,
      title: 'reports.ledger.title',
      texts: ['periods', 'ledger', 'catalogue', 'marks'],
      nav: { label: 'ledger', order: 70, orderFor: { authority: 6, group: 6 }, icon: Tickets },
    },
  },
  {
    path: '/ledger/:countyCode(\\d{6})/:number(\\d+)',
    name: 'reports.entry',
    component: () => import('./EntryPage.vue'),
    meta: { inTrail: true, access: reading, title: 'entry.title', texts: ['entry', 'marks'] },
  },
  {
    path: '/verification',
    name: 'reports.verification',
    component: () => import('./VerificationPage.vue'),
    meta: {
      access: overseers,
      title: 'verification.title',
      texts: ['verification'],
      nav: { label: 'verification', order: 80, icon: CircleCheck },
    },
  },
  {
    path: '/months',
    name: 'reports.months',
    component: () => import('./MonthsPage.vue'),
    meta: {
      access: overseers,
      title: 'closing.title',
      texts: ['closing'],
      nav: { label: 'months', order: 75, orderFor: { authority: 7 }, icon: Calendar },
    },
  },
  {
    path: '/months/:countyCode(\\d{6})/:month(\\d{4}-\\d{2})',
    name: 'reports.month',
    component: () => import('./MonthPage.vue'),
    meta: { access: overseers, title: 'closing.title', texts: ['closing'] },
  },
  {
    path: '/months/:countyCode(\\d{6})/:month(\\d{4}-\\d{2})/statement',
    name: 'reports.statement',
    component: () => import('./StatementPage.vue'),
    meta: { access: overseers, title: 'closing.statement', texts: ['closing'] },
  },
  {
    path: '/months/:countyCode(\\d{6})/:month(\\d{4}-\\d{2})/changes',
    name: 'reports.changes',
    component: () => import('./ChangesPage.vue'),
    meta: { access: overseers, title: 'closing.changes', texts: ['closing', 'entry'] },
  },
  {
    path: '/definitions',
    name: 'reports.definitions',
    component: () => import('./DefinitionsPage.vue'),
    meta: {
      access: 'public',
      title: 'definitions.title',
      texts: ['definitions'],
      bare: true,
      sameForAll: true,
    },
  },
  {
    path: '/v/:code(\\d{12})',
    name: 'reports.village',
    component: () => import('./PublicVillagePage.vue'),
    meta: {
      access: 'public',
      title: 'reports.village.title',
      texts: ['showcase', 'marks'],
      bare: true,
      sameForAll: true,
      shows: [readPublicVillage],
    },
  },
  {
    path: '/v/:code(\\d{12})/poster',
    name: 'reports.poster',
    component: () => import('./PosterPage.vue'),
    meta: { access: 'public', title: 'showcase.poster.title', texts: ['showcase'], bare: true },
  },
  {
    path: '/public',
    name: 'reports.public',
    component: () => import('./PublicTotalsPage.vue'),
    meta: {
      access: 'public',
      title: 'reports.public.title',
      texts: ['periods'],
      bare: true,
      sameForAll: true,
      shows: [readPublicTotals],
    },
  },
  {
    path: '/public/counties',
    name: 'reports.counties',
    component: () => import('./PublicCountiesPage.vue'),
    meta: {
      access: 'public',
      title: 'showcase.counties.page',
      texts: ['periods', 'showcase'],
      bare: true,
    },
  },
  {
    path: '/public/places/:code(\\d{6}|\\d{9})',
    name: 'reports.place',
    component: () => import('./PublicPlacePage.vue'),
    meta: {
      access: 'public',
      title: 'showcase.place.title',
      texts: ['periods', 'showcase'],
      bare: true,
    },
  },
  {
    path: '/public/statements/:countyCode(\\d{6})/:month(\\d{4}-\\d{2})/:hash([0-9a-f]{64})',
    name: 'reports.publicStatement',
    component: () => import('./PublicStatementPage.vue'),
    meta: { access: 'public', title: 'closing.public.title', texts: ['closing'], bare: true },
  },
])
