import { isCreditCode } from '../shared/credit-code.ts'
import { foodLicenceCheckDigit } from '../shared/food-licence.ts'

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** An invented credit code made whole: the body's 17 characters and their check character. */
export function creditCodeOf(body: string): string {
  const code = [...alphabet].map((check) => body + check).find(isCreditCode)
  if (code === undefined) throw new Error(`${body} is no body of a credit code`)
  return code
}

/** An invented food production licence: category 3, county 6 and running number 4 digits. */
export function foodLicenceOf(countyCode: string, running: number): string {
  const body = `102${countyCode}${String(running).padStart(4, '0')}`
  return `SC${body}${foodLicenceCheckDigit(body)}`
}

/** An invented 20-digit number of a digital invoice: year, province, running number. */
export function invoiceNumberOf(day: string, countyCode: string, running: number): string {
  return `${day.slice(2, 4)}${countyCode.slice(0, 2)}${String(running).padStart(16, '0')}`
}
