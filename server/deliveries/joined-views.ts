import { alias } from 'drizzle-orm/pg-core'
import { peoplePublished } from '../accounts/index.ts'
import { purchaseOrdersPublished } from '../orders/index.ts'
import { organisationsPublished } from '../organisations/index.ts'

// What papers of an order join for the names beside them, under one name for each relation. The
// condition of `visibleOrders` speaks of `purchase_orders`.

export const purchaseOrders = alias(purchaseOrdersPublished, 'purchase_orders')
export const units = alias(organisationsPublished, 'units')
export const cooperatives = alias(organisationsPublished, 'cooperatives')
/** Whoever made a paper, and whoever decided on it. */
export const makers = alias(peoplePublished, 'makers')
export const deciders = alias(peoplePublished, 'deciders')
