import {
  reviewListing,
  reviewPack,
  reviewQueue,
  showReview,
} from '../../shared/catalogue/listing-reviews.api.ts'
import { listings } from '../../shared/catalogue/listings.api.ts'
import { productStates } from '../../shared/catalogue/product-states.ts'
import type { Call } from '../../shared/endpoint.ts'
import { call } from '../platform/api.ts'
import { keepFirstRows } from '../platform/offline/keep-first-rows.ts'
import { useAct, useActs } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { oneOf } from '../platform/use-list.ts'
import { useLoad } from '../platform/use-load.ts'

export type ReviewDecision = Call<typeof reviewListing>['body']
export type PackDecision = Call<typeof reviewPack>['body']

/** The listings of the own cooperative. */
export function useListings() {
  const { loadFirst, keptAt } = keepFirstRows('listings')
  const list = useCursorList({
    filters: { q: '', state: '' },
    load: ({ filters, page, signal }) => {
      const query = { q: filters.q, state: oneOf(productStates, filters.state), ...page }
      return call(listings, { query }, { signal })
    },
    loadFirst,
  })
  return { ...list, keptAt }
}

/** The listings that wait for a review, or those of a state. */
export function useReviewQueue() {
  return useCursorList({
    filters: { state: '' },
    load: ({ filters, page, signal }) => {
      const query = { state: oneOf(productStates, filters.state), ...page }
      return call(reviewQueue, { query }, { signal })
    },
  })
}

/** A listing beside those it may repeat, and the decision on it. */
export function useReview(productId: () => string) {
  const params = () => ({ productId: productId() })
  const load = useLoad((signal) => call(showReview, { params: params() }, { signal }), [productId])
  const decide = useAct((body: ReviewDecision) => call(reviewListing, { params: params(), body }))
  const decidePack = useActs(async (packId, body: PackDecision) => {
    const decided = await call(reviewPack, { params: { ...params(), packId }, body })
    await load.reload()
    return decided
  })
  return { ...load, decide, decidePack }
}
