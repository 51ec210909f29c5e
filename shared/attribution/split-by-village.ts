import { splitByLargestRemainder } from '../split.ts'
import type { Amount } from './credit.ts'

/** The accepted weight of a line from one village; '' is the unknown village (§3.5). */
export interface AcceptedVillage {
  villageCode: string
  acceptedGrams: number
}

/** One village's part of an amount. */
export interface VillagePart extends Amount {
  villageCode: string
}

/**
 * Splits recognised weight (grams) and money (分) over the villages the accepted goods came from,
 * by their accepted weight and the largest remainder; ties go to the lower code (§2.3, §3.5).
 * Villages whose goods all went back keep a part of nothing.
 */
export function splitByVillage(
  amount: Amount,
  villages: readonly AcceptedVillage[],
): VillagePart[] {
  const claims = villages.map((village) => ({
    key: village.villageCode,
    weight: village.acceptedGrams,
  }))
  if (amount.cents === 0 && amount.grams === 0) {
    return claims.map(({ key }) => ({ villageCode: key, grams: 0, cents: 0 }))
  }
  const grams = splitByLargestRemainder(amount.grams, claims)
  const cents = splitByLargestRemainder(amount.cents, claims)
  return claims.map(({ key }) => ({
    villageCode: key,
    grams: grams.get(key) ?? 0,
    cents: cents.get(key) ?? 0,
  }))
}
