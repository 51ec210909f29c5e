import { z } from 'zod'

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
export const creditCode = z
  .string()
  .trim()
  .toUpperCase()
  .refine(isCreditCode, { params: { code: 'wrong_credit_code' } })

/** The last digit of 14 by ISO 7064 MOD 11,10, out of the 13 before it. */
export function checkDigitOf(body: string): number {
  let product = 10
  for (const digit of body) {
    const sum = (product + Number(digit)) % 10 || 10
    product = (sum * 2) % 11
  }
  return (11 - product) % 10
}

/** Whether a text is a food production licence number: `SC` and 14 digits with their check (§9). */
export function isFoodProductionNumber(text: string): boolean {
  const digits = /^SC(\d{13})(\d)$/.exec(text)
  return digits !== null && checkDigitOf(digits[1] ?? '') === Number(digits[2])
}
