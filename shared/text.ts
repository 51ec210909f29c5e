import { z } from 'zod'

/** What XML 1.0 cannot hold: control signs but tab and line break, half surrogates, U+FFFE. */
const unstorable =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]|\p{Surrogate}/u

/** Signs that turn the direction of what follows; spreadsheets leave them around figures. */
export const directionMarks = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** Signs that break a line, and those that turn the direction of what follows. */
const unfitForALine = /[\n\r\u0085\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/

/** Signs nobody sees: two names that differ by them look the same. */
const invisible = /\u034f|\u200d|[\u00ad\u180e\u200b\u200c\u2060-\u2064\ufeff]/g

const refusal = { params: { code: 'forbidden_sign' } }

/**
 * Text on several lines, such as a note: `minimum` to `maximum` UTF-16 units, trimmed, with plain
 * line breaks; signs that nobody sees alone are no text. Refuses as `forbidden_sign` what XML 1.0
 * cannot hold (domain.md §2.6).
 */
export function text(maximum: number, minimum = 0) {
  return z.string().overwrite(tidyText).min(minimum).max(maximum).refine(isStorable, refusal)
}

function tidyText(typed: string): string {
  const trimmed = typed.replaceAll(/\r\n?/g, '\n').trim()
  return trimmed.replaceAll(invisible, '').trim() === '' ? '' : trimmed
}

/** Cells copied out of a sheet, taken as they are: a tab at the beginning is an empty cell. */
export function pastedCells(maximum: number) {
  return z.string().min(1).max(maximum).refine(isStorable, refusal)
}

/**
 * Text on one line, such as a name: at least `minimum` and at most `maximum` UTF-16 units, without
 * invisible signs, with single spaces. Refuses as `forbidden_sign` line breaks, signs that turn
 * the direction of reading, and what XML 1.0 cannot hold (§2.6, §2.7).
 */
export function line(maximum: number, minimum = 0) {
  return z.string().overwrite(tidyLine).min(minimum).max(maximum).refine(isLine, refusal)
}

/** A line as it is kept: without signs nobody sees, with single spaces, trimmed. */
export function tidyLine(typed: string): string {
  return typed
    .replaceAll(invisible, '')
    .replaceAll(/[^\S\n\r\u0085\u2028\u2029]+/g, ' ')
    .trim()
}

/**
 * A line out of what comes from elsewhere and need not be refused, such as a file's name: what no
 * line may hold is left out.
 */
export function harmlessLine(given: string): string {
  if (isLine(given)) return tidyLine(given)
  return tidyLine([...given].map((sign) => (isLine(sign) ? sign : ' ')).join(''))
}

/**
 * What somebody else's document is called, such as a bank's reference: a line with full-width
 * signs made plain (§2.7).
 */
export function reference(maximum: number, minimum = 0) {
  return z
    .string()
    .overwrite((typed) => tidyLine(typed.normalize('NFKC')))
    .min(minimum)
    .max(maximum)
    .refine(isLine, refusal)
}

/**
 * A number or code as a document prints it, such as a bank account: full-width signs become plain
 * ones and gaps are left out (§2.7); at most `maximum` signs.
 */
export function code(maximum: number, minimum = 0) {
  return z.string().overwrite(tidyCode).min(minimum).max(maximum).refine(isLine, refusal)
}

/** Full-width signs as plain ones, without gaps and signs nobody sees (§2.7). */
export function tidyCode(typed: string): string {
  return typed.normalize('NFKC').replaceAll(invisible, '').replaceAll(/\s/g, '')
}

/**
 * A secret that a link or a form carries, taken as it is: no sign of it is tidied away. Bounded,
 * because it is hashed.
 */
export function secret(maximum: number, minimum = 1) {
  return z.string().min(minimum).max(maximum).refine(isStorable, refusal)
}

function isStorable(typed: string): boolean {
  return !unstorable.test(typed)
}

function isLine(typed: string): boolean {
  return isStorable(typed) && !unfitForALine.test(typed)
}
