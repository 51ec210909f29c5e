import type { ProductState } from '../../shared/catalogue/product-states.ts'

/** The tone in which a listing's state is shown. */
export const toneOfState: Record<ProductState, 'plain' | 'good' | 'waiting' | 'bad'> = {
  draft: 'plain',
  in_review: 'waiting',
  approved: 'good',
  held: 'waiting',
  rejected: 'bad',
  withdrawn: 'plain',
}

/** Why a listing stands where it stands: said by the program, or in a reviewer's own words. */
export function reasonText(t: (key: string) => string, reason: string): string {
  return reason === 'possible_duplicate' || reason === 'closed'
    ? t(`catalogue.reasons.${reason}`)
    : reason
}
