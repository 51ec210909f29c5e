import { Checked, CollectionTag, Goods, Search, ShoppingBag } from '@element-plus/icons-vue'
import { definePages } from '../platform/page.ts'

const sellers = ['cooperative_manager', 'cooperative_packer'] as const
const managers = ['cooperative_manager'] as const
const reviewers = ['official', 'platform_admin'] as const

export const routes = definePages([
  {
    path: '/catalogue',
    name: 'catalogue.browse',
    component: () => import('./CataloguePage.vue'),
    meta: {
      access: 'public',
      title: 'catalogue.browse.title',
      texts: ['basket', 'marks'],
      nav: {
        label: 'catalogue',
        labelFor: { unit: 'choose' },
        order: 10,
        orderFor: { cooperative: 120, authority: 120, group: 120, platform: 120 },
        icon: ShoppingBag,
      },
    },
  },
  {
    path: '/catalogue/:productId',
    name: 'catalogue.product',
    component: () => import('./ProductPage.vue'),
    meta: { access: 'public', title: 'catalogue.product.title', texts: ['basket', 'marks'] },
  },
  {
    path: '/listings',
    name: 'catalogue.listings',
    component: () => import('./ListingsPage.vue'),
    meta: {
      offline: true,
      access: sellers,
      title: 'catalogue.listings.title',
      nav: { label: 'listings', order: 30, icon: Goods },
    },
  },
  {
    path: '/listings/new',
    name: 'catalogue.new-listing',
    component: () => import('./NewListingPage.vue'),
    meta: { offline: true, access: managers, title: 'catalogue.form.title' },
  },
  {
    path: '/listings/:productId',
    name: 'catalogue.listing',
    component: () => import('./ListingPage.vue'),
    meta: { offline: true, access: sellers, title: 'catalogue.listing.title', texts: ['marks'] },
  },
  {
    path: '/listings/:productId/lots/:lotNumber',
    name: 'catalogue.listing-lot',
    component: () => import('./ListingPage.vue'),
    meta: { offline: true, access: sellers, title: 'catalogue.listing.title', texts: ['marks'] },
  },
  {
    path: '/listings/:productId/labels',
    name: 'catalogue.lot-labels',
    component: () => import('./LotLabelsPage.vue'),
    meta: { offline: true, access: sellers, title: 'catalogue.labels.title' },
  },
  {
    path: '/sales-terms',
    name: 'catalogue.sales-terms',
    component: () => import('./SalesTermsPage.vue'),
    meta: { access: managers, title: 'catalogue.terms.title', texts: ['sales'] },
  },
  {
    path: '/wanted-goods',
    name: 'catalogue.wanted',
    component: () => import('./WantedGoodsPage.vue'),
    meta: {
      access: ['buyer', 'unit_leader', ...managers],
      title: 'catalogue.wanted.title',
      nav: { label: 'wantedGoods', order: 64, icon: Search },
    },
  },
  {
    path: '/produce-names',
    name: 'catalogue.produce-names',
    component: () => import('./ProduceNamesPage.vue'),
    meta: {
      access: ['platform_admin'],
      title: 'catalogue.names.title',
      nav: { label: 'produceNames', order: 62, icon: CollectionTag },
    },
  },
  {
    path: '/listing-reviews',
    name: 'catalogue.reviews',
    component: () => import('./ReviewQueuePage.vue'),
    meta: {
      access: reviewers,
      title: 'catalogue.review.title',
      texts: ['marks'],
      nav: { label: 'listingReviews', order: 60, icon: Checked },
    },
  },
  {
    path: '/listing-reviews/:productId',
    name: 'catalogue.review',
    component: () => import('./ReviewPage.vue'),
    meta: { access: reviewers, title: 'catalogue.review.title', texts: ['marks'] },
  },
])
