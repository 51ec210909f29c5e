/**
 * Whether a text is a food production licence number: `SC` and 14 digits, the last of which
 * checks the others by ISO 7064 MOD 11,10 (domain.md §9).
 */
export function isFoodLicence(text: string): boolean {
  const match = /^SC(\d{13})(\d)$/.exec(text)
  return match?.[1] !== undefined && foodLicenceCheckDigit(match[1]) === match[2]
}

/** The check digit for the first 13 digits. */
export function foodLicenceCheckDigit(body: string): string {
  let product = 10
  for (const digit of body) {
    const sum = (product + Number(digit)) % 10 || 10
    product = (sum * 2) % 11
  }
  return String((11 - product) % 10)
}
