import type { FastifyInstance } from 'fastify'
import * as api from '../../shared/catalogue/catalogue.api.ts'
import * as reviewsApi from '../../shared/catalogue/listing-reviews.api.ts'
import * as listingsApi from '../../shared/catalogue/listings.api.ts'
import * as marksApi from '../../shared/catalogue/marks.api.ts'
import * as namesApi from '../../shared/catalogue/produce-names.api.ts'
import * as termsApi from '../../shared/catalogue/sales-terms.api.ts'
import { monthDayNumber } from '../../shared/catalogue/season.ts'
import { listSupply } from '../../shared/catalogue/supply.api.ts'
import { AppError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import { anonymous, type Context, organisationOf } from '../platform/context.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import {
  type Handling,
  serve,
  serveCommand,
  serveKept,
  serveWritten,
} from '../platform/http/serve.ts'
import { addPack } from './add-pack.ts'
import { adjustLot, closeLot } from './adjust-lot.ts'
import { confirmSalesTerms, refuseSalesTerms } from './answer-sales-terms.ts'
import { buyingUnit, mayReview, requireSeen, reviewedArea } from './catalogue.policy.ts'
import { isKeptPage, maxAgeSeconds, pageReader } from './catalogue-pages.ts'
import { productPageOf } from './catalogue-view.ts'
import { changePrice } from './change-price.ts'
import { declareLot } from './declare-lot.ts'
import { findRivals } from './find-rivals.ts'
import { listProduct } from './list-product.ts'
import { listingsByIds, listingsOfCooperative, listingsToReview } from './listings.queries.ts'
import { addMark, reviewMark, withdrawMark } from './mark-product.ts'
import { selectMarks } from './marks.queries.ts'
import { villagesOutside } from './outside-county.queries.ts'
import { produceKindPage } from './produce-kinds.queries.ts'
import { findProductPage } from './product-page.queries.ts'
import { termsToAnswer } from './proposed-terms-view.ts'
import { reviewListing, reviewPack } from './review-listing.ts'
import { reviseListing } from './revise-listing.ts'
import { termsOf } from './sales-terms.queries.ts'
import { saveProduceKind } from './save-produce-kind.ts'
import { countSearched } from './search-catalogue.ts'
import { selectSeasonCalendar } from './season-calendar.queries.ts'
import { setSalesTerms } from './set-sales-terms.ts'
import { submitListing } from './submit-listing.ts'
import { placesOfSupply, supplyOfPlaces } from './supply-of-places.ts'
import { serveWantedGoods } from './wanted-goods.routes.ts'
import { withdrawListing } from './withdraw-listing.ts'
import { withdrawPack } from './withdraw-pack.ts'

/** Everything the catalogue answers: the shop window, a cooperative's listings, the review desk. */
export async function catalogueRoutes(app: FastifyInstance, deps: Dependencies): Promise<void> {
  serveShopWindow(app, deps)
  serveListings(app, deps)
  serveStock(app, deps)
  serveTerms(app, deps)
  serveReview(app, deps)
  serveMarks(app, deps)
  serveNames(app, deps)
  serveWantedGoods(app, deps)
}

function serveShopWindow(app: FastifyInstance, deps: Dependencies): void {
  const readPage = pageReader(deps)
  const isForAll = ({ context, query }: Handling<typeof api.browse>) =>
    context.actor === anonymous && isKeptPage(query)
  serveWritten(app, deps, api.browse, { maxAgeSeconds, isForAll }, ({ query, context }) =>
    readPage({ query, ...shopDay(context), unitId: buyingUnit(context.actor) }),
  )

  // Each is asked for too seldom to be kept.
  const neverKept = { maxAgeSeconds, isForAll: () => false }
  serveWritten(app, deps, api.showProduct, neverKept, async ({ params, context }) => {
    const day = shopDay(context)
    const question = { ...params, ...day, unitId: buyingUnit(context.actor) }
    const row = await findProductPage(deps.db, question)
    if (row === undefined) throw new AppError('not_found')
    return productPageOf(row, day.today)
  })

  serveKept(app, deps, api.seasonCalendar, { maxAgeSeconds: 60 }, async ({ query }) => ({
    items: await selectSeasonCalendar(deps.reportDb, query.area),
  }))

  serve(app, deps, listSupply, async ({ query, context }) => {
    const places = await placesOfSupply(deps.reportDb, context, query)
    const on = dayOf(context.now)
    return { items: await supplyOfPlaces(deps.reportDb, { places, on }) }
  })

  // Counting may take longer than a page, and must not keep orders waiting.
  serve(app, deps, api.facets, ({ query, context }) =>
    countSearched(deps.reportDb, { query, monthDay: shopDay(context).monthDay }),
  )
}

function shopDay({ now }: Context) {
  const today = dayOf(now)
  return { today, monthDay: monthDayNumber(today) }
}

function serveListings(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, listingsApi.listings, ({ query, context }) => {
    const cooperativeId = organisationOf(context.actor)
    return listingsOfCooperative(deps.db, { ...query, cooperativeId, today: dayOf(context.now) })
  })

  serve(app, deps, listingsApi.showListing, async ({ params, context }) => {
    const [row] = await listingsByIds(deps.db, {
      ids: [params.productId],
      today: dayOf(context.now),
    })
    return requireSeen(context.actor, row ?? null)
  })

  serveCommand(app, deps, listingsApi.listProduct, (tx, { body, context }) =>
    listProduct(tx, context, body),
  )
  serveCommand(app, deps, listingsApi.reviseListing, (tx, { params, body, context }) =>
    reviseListing(tx, context, { ...body, ...params }),
  )
  serveCommand(app, deps, listingsApi.submitListing, (tx, { params, context }) =>
    submitListing(tx, context, params),
  )
  serveCommand(app, deps, listingsApi.withdrawListing, (tx, { params, context }) =>
    withdrawListing(tx, context, params),
  )
  serveCommand(app, deps, listingsApi.addPack, (tx, { params, body, context }) =>
    addPack(tx, context, { ...body, ...params }),
  )
  serveCommand(app, deps, listingsApi.changePrice, (tx, { params, body, context }) =>
    changePrice(tx, context, { ...body, ...params }),
  )
  serveCommand(app, deps, listingsApi.withdrawPack, (tx, { params, context }) =>
    withdrawPack(tx, context, params),
  )
}

function serveStock(app: FastifyInstance, deps: Dependencies): void {
  serveCommand(app, deps, listingsApi.declareLot, (tx, { params, body, context }) =>
    declareLot(tx, context, { ...params, lot: body }),
  )
  serveCommand(app, deps, listingsApi.adjustLot, (tx, { params, body, context }) =>
    adjustLot(tx, context, { ...params, ...body }),
  )
  serveCommand(app, deps, listingsApi.closeLot, (tx, { params, context }) =>
    closeLot(tx, context, params),
  )
}

function serveTerms(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, termsApi.showSalesTerms, async ({ context }) => {
    const cooperativeId = organisationOf(context.actor)
    const terms = await termsOf(deps.db, { cooperativeId, today: dayOf(context.now) })
    return { ...terms, proposals: await termsToAnswer(deps.db, cooperativeId) }
  })
  serveCommand(app, deps, termsApi.setSalesTerms, (tx, { body, context }) =>
    setSalesTerms(tx, context, body),
  )
  serveCommand(app, deps, termsApi.confirmSalesTerms, (tx, { params, body, context }) =>
    confirmSalesTerms(tx, context, { ...params, ...body }),
  )
  serveCommand(app, deps, termsApi.refuseSalesTerms, (tx, { params, body, context }) =>
    refuseSalesTerms(tx, context, { ...params, ...body }),
  )
}

function serveReview(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, reviewsApi.reviewQueue, async ({ query, context }) => {
    const area = reviewedArea(context.actor)
    return listingsToReview(deps.db, { ...query, area, today: dayOf(context.now) })
  })

  serve(app, deps, reviewsApi.showReview, async ({ params, context }) => {
    const rivals = await findRivals(deps.db, params.productId)
    const ids = [params.productId, ...rivals.map((rival) => rival.productId)]
    const listings = await listingsByIds(deps.db, { ids, today: dayOf(context.now) })
    const rows = new Map(listings.map((row) => [row.productId, row]))
    const listing = rows.get(params.productId)
    if (listing === undefined || !mayReview(context.actor, listing.countyCode))
      throw new AppError('not_found')
    const beside = rivals.flatMap(({ productId, likenesses }) => {
      const rival = rows.get(productId)
      return rival === undefined ? [] : [{ listing: rival, likenesses }]
    })
    const outside = await villagesOutside(deps.db, params.productId)
    return { listing, rivals: beside, outside }
  })

  serveCommand(app, deps, reviewsApi.reviewListing, (tx, { params, body, context }) =>
    reviewListing(tx, context, { ...params, ...body }),
  )
  serveCommand(app, deps, reviewsApi.reviewPack, (tx, { params, body, context }) =>
    reviewPack(tx, context, { ...params, ...body }),
  )
}

function serveMarks(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, marksApi.marksOfListing, async ({ params, context }) => {
    const ids = [params.productId]
    const [listing] = await listingsByIds(deps.db, { ids, today: dayOf(context.now) })
    requireSeen(context.actor, listing ?? null)
    const marks = await selectMarks(deps.db, params.productId)
    return {
      items: marks.map(({ addedAt, endedAt, ...mark }) => ({
        ...mark,
        addedAt: addedAt.toISOString(),
        endedAt: endedAt?.toISOString() ?? null,
      })),
    }
  })
  serveCommand(app, deps, marksApi.addMark, (tx, { params, body, context }) =>
    addMark(tx, context, { ...body, ...params }),
  )
  serveCommand(app, deps, marksApi.withdrawMark, (tx, { params, context }) =>
    withdrawMark(tx, context, { ...params, clock: deps.clock }),
  )
  serveCommand(app, deps, marksApi.reviewMark, (tx, { params, body, context }) =>
    reviewMark(tx, context, { ...params, ...body, clock: deps.clock }),
  )
}

function serveNames(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, namesApi.produceKinds, ({ query }) => produceKindPage(deps.db, query))
  serveCommand(app, deps, namesApi.saveProduceKind, (tx, { body, context }) =>
    saveProduceKind(tx, context, body),
  )
}
