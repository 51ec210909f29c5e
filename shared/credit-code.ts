import { code } from './text.ts'

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/**
 * Whether a text is a unified social credit code (统一社会信用代码, GB 32100): 18 characters, the
 * last a check over the others with the weights 3^(i−1) mod 31 (domain.md §9).
 */
export function isCreditCode(text: string): boolean {
  if (text.length !== 18) return false
  let sum = 0
  let weight = 1
  for (const character of text.slice(0, 17)) {
    const value = alphabet.indexOf(character)
    if (value < 0) return false
    sum += value * weight
    weight = (weight * 3) % 31
  }
  return text[17] === alphabet[(31 - (sum % 31)) % 31]
}

/** A credit code as typed, in capitals; `wrong_credit_code` when its check does not hold. */
export const creditCode = code(18)
  .toUpperCase()
  .refine(isCreditCode, { params: { code: 'wrong_credit_code' } })
