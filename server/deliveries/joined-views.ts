import { alias } from 'drizzle-orm/pg-core'
import { peoplePublished } from '../accounts/index.ts'
import { purchaseOrdersPublished } from '../orders/index.ts'
import { organisationsPublished } from '../organisations/index.ts'

// What papers of an order join for the names beside them, under one name for each relation. The
// condition of `visibleOrders` speaks of `purchase_orders`.

/** The order that a paper belongs to. */
export const purchaseOrders = alias(purchaseOrdersPublished, 'purchase_orders')
/** The unit that bought. */
export const units = alias(organisationsPublished, 'units')
/** The cooperative that sold. */
export const cooperatives = alias(organisationsPublished, 'cooperatives')
/** Whoever made a paper. */
export const makers = alias(peoplePublished, 'makers')
/** Whoever decided on a paper. */
export const deciders = alias(peoplePublished, 'deciders')
