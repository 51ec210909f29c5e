import { z } from 'zod'
import { day, id, instant } from '../scalars.ts'
import { line, reference } from '../text.ts'

/**
 * 品牌, 绿色食品, 有机产品, 地理标志, 一村一品: what goods may be marked with beside their name, each by
 * a certificate that a reviewer has seen (§5.10).
 */
export const markKinds = [
  'brand',
  'green_food',
  'organic',
  'geographical_indication',
  'one_village_one_product',
] as const
export type MarkKind = (typeof markKinds)[number]

/** So many marks wait or stand at one product: each is part of its card in the catalogue. */
export const mostMarks = 12

export const markStates = ['waiting', 'accepted', 'rejected', 'withdrawn', 'expired'] as const

/** Stands in filters of figures for goods without any mark. */
export const noMark = 'none'

/**
 * What figures are filtered by (§5.10): a kind of mark, `brand:` and a brand's name, or `none`.
 */
export const markFilter = line(46).refine((text) => text === noMark || isMarkKey(text), {
  params: { code: 'not_an_option' },
})

/** The name of the brand that a key of figures stands for; null for the other marks. */
export function brandOf(key: string): string | null {
  return key.startsWith('brand:') ? key.slice('brand:'.length) : null
}

function isMarkKey(text: string): boolean {
  return brandOf(text) === null
    ? text !== 'brand' && markKinds.some((kind) => kind === text)
    : brandOf(text) !== ''
}

/** A mark as everybody is shown it. */
export const productMark = z.object({
  kind: z.enum(markKinds),
  /** Of a brand its name; of others the goods as they are registered, or empty. */
  name: z.string(),
  number: z.string(),
  /** The last day of the certificate; null: it has none. */
  validTo: day.nullable(),
})
export type ProductMark = z.output<typeof productMark>

/** A mark as its cooperative and its reviewers see it. */
export const listedMark = productMark.extend({
  markId: id,
  validFrom: day.nullable(),
  fileId: id,
  state: z.enum(markStates),
  /** Given by whoever rejected it. */
  reason: z.string(),
  addedAt: instant,
  /** When it was withdrawn or its certificate had ended; null while it waits or stands. */
  endedAt: instant.nullable(),
})
export type ListedMark = z.output<typeof listedMark>

export const markInput = z.strictObject({
  kind: z.enum(markKinds),
  name: line(40).default(''),
  number: reference(60, 1),
  validFrom: day.nullable().default(null),
  validTo: day.nullable().default(null),
  fileId: id,
})
export type MarkInput = z.output<typeof markInput>

/** Whether a certificate has ended before a day (`YYYY-MM-DD`, Asia/Shanghai). */
export function isPast({ validTo }: { validTo: string | null }, today: string): boolean {
  return validTo !== null && validTo < today
}
