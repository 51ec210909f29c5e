import { z } from 'zod'

export const productStates = [
  'draft',
  'in_review',
  'approved',
  'held',
  'rejected',
  'withdrawn',
] as const
export const productState = z.enum(productStates)
export type ProductState = z.infer<typeof productState>

export type ProductMove = 'submit' | 'approve' | 'hold' | 'reject' | 'withdraw'

/**
 * What may happen to a listing in which state, and where it leads. A submission that looks like a
 * duplicate leads to `held` instead of `in_review` (§5.7).
 */
export const productTransitions: Record<
  ProductMove,
  Partial<Record<ProductState, ProductState>>
> = {
  submit: {
    draft: 'in_review',
    // another name or category than the approved one
    approved: 'in_review',
    rejected: 'in_review',
    held: 'in_review',
    withdrawn: 'in_review',
  },
  approve: { in_review: 'approved', held: 'approved' },
  hold: { in_review: 'held', approved: 'held' },
  reject: { in_review: 'rejected', held: 'rejected' },
  withdraw: {
    draft: 'withdrawn',
    in_review: 'withdrawn',
    approved: 'withdrawn',
    held: 'withdrawn',
    rejected: 'withdrawn',
  },
}

/** The state a move leads to, or null where it is not allowed. */
export function stateAfter(state: ProductState, move: ProductMove): ProductState | null {
  return productTransitions[move][state] ?? null
}

/**
 * What reviewers say of a single pack (§5.9): `none` came in within the weights of those that were
 * reviewed and is on sale with them; `waiting` and `rejected` packs are not on sale.
 */
export const packReviews = ['none', 'waiting', 'accepted', 'rejected'] as const
export type PackReview = (typeof packReviews)[number]

/**
 * Whether a weight in grams is of another class than those that a reviewer has seen: more than ten
 * times the heaviest of them, or less than a tenth of the lightest (§5.9).
 */
export function isOfAnotherClass(netGrams: number, reviewedGrams: readonly number[]): boolean {
  if (reviewedGrams.length === 0) return false
  return netGrams > Math.max(...reviewedGrams) * 10 || netGrams * 10 < Math.min(...reviewedGrams)
}
