import { routes as accounts } from './accounts/routes.ts'
import { routes as assistance } from './assistance/routes.ts'
import { routes as billing } from './billing/routes.ts'
import { routes as catalogue } from './catalogue/routes.ts'
import { routes as deliveries } from './deliveries/routes.ts'
import { routes as desks } from './desks/routes.ts'
import { routes as evidence } from './evidence/routes.ts'
import { routes as exchange } from './exchange/routes.ts'
import { routes as notices } from './notices/routes.ts'
import { routes as orders } from './orders/routes.ts'
import { routes as organisations } from './organisations/routes.ts'
import type { Page } from './platform/page.ts'
import { routes as points } from './points/routes.ts'
import { routes as reports } from './reports/routes.ts'
import { routes as review } from './review/routes.ts'
import { routes as transparency } from './transparency/routes.ts'
import { routes as villages } from './villages/routes.ts'

// One line per domain, in the order of the house.
const pagesByDomain: Record<string, readonly Page[]> = {
  evidence,
  accounts,
  villages,
  organisations,
  assistance,
  catalogue,
  // attribution
  transparency,
  orders,
  deliveries,
  billing,
  points,
  review,
  reports,
  exchange,
  notices,
}

/** Every domain's pages, with the texts of the domain; those of a desk name all they need. */
export const pages: readonly Page[] = [
  ...desks,
  ...Object.entries(pagesByDomain).flatMap(([domain, ofDomain]) =>
    ofDomain.map((page) => ({
      ...page,
      meta: { ...page.meta, texts: [domain, ...(page.meta.texts ?? [])] },
    })),
  ),
]
