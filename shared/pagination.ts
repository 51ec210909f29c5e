import { z } from 'zod'

/** The query of a paged list; pages count from 1. */
export const pageQuery = z.object({
  page: z.coerce.number().int().min(1).max(10_000).default(1),
  pageSize: z.coerce.number().int().min(1).max(100).default(24),
})

/** A part of a list, counted from 1. */
export type Page = z.output<typeof pageQuery>

/** Where a page begins and ends in its list. */
export function spanOf({ page, pageSize }: Page): { limit: number; offset: number } {
  return { limit: pageSize, offset: (page - 1) * pageSize }
}

/** A page of a list with the size of the whole. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), total: z.int(), page: z.int(), pageSize: z.int() })
}
