import { z } from 'zod'
import { roundedHalfUp } from './split.ts'

/**
 * A sum in 分, grams or basis points that is exact whatever was added up (§2.6): a number, or beyond
 * 2^53 its digits as text. Single amounts are bounded where they enter and never need it.
 */
export const figure = z.union([z.int(), z.string().regex(/^-?\d{16,30}$/)])
export type Figure = z.output<typeof figure>

/** A sum that a metric of the catalogue defines (§4.4). */
export function ofMetric(metric: string): typeof figure
/**
 * A schema whose values a metric of the catalogue defines; of an object, all figures in it that
 * name none of their own.
 */
export function ofMetric<T extends z.ZodType>(metric: string, schema: T): T
/**
 * Where one field holds several figures in turn, their names stand side by side. The description of
 * the API names them too.
 */
export function ofMetric(metric: string, schema: z.ZodType = figure): z.ZodType {
  return schema.meta({ 'x-metric': metric })
}

/** An exact sum as it is stated. */
export function figureOf(exact: bigint): Figure {
  const value = Number(exact)
  return Number.isSafeInteger(value) ? value : String(exact)
}

/** A sum less others, exact. */
export function less(from: Figure, ...others: readonly Figure[]): Figure {
  return figureOf(others.reduce((rest: bigint, other) => rest - BigInt(other), BigInt(from)))
}

/** Sums added up, exact. */
export function plus(...parts: readonly Figure[]): Figure {
  return figureOf(parts.reduce((sum: bigint, part) => sum + BigInt(part), 0n))
}

/** A sum ÷ divisor, rounded half up once; only for showing (§2.2). */
export function roundedFigure(sum: Figure, divisor: bigint): Figure {
  return figureOf(roundedHalfUp(BigInt(sum), divisor))
}
