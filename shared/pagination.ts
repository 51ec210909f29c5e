import { z } from 'zod'

/** Lists are counted up to here: nobody reads a number of pages, and every row costs. */
export const countedAtMost = 1_000

/**
 * The query of a list that is read on from its last row, so that a page costs the same however
 * long the list is. `cursor` is the `nextCursor` of the page before; it holds for one order only.
 */
export const cursorQuery = z.object({
  cursor: z
    .string()
    .max(600)
    .regex(/^[\w-]+$/)
    .optional(),
  pageSize: z.coerce.number().int().min(1).max(100).default(24),
  count: z.enum(['true', 'false']).default('false'),
})

/** Which rows of a list are meant. */
export type CursorPage = z.output<typeof cursorQuery>

/**
 * A page of a list. `nextCursor` is null after the last row. `total` is null unless `count` asked
 * for it; a total above `countedAtMost` means that there are more than that.
 */
export function cursorPage<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    nextCursor: z.string().nullable(),
    total: z.int().nullable(),
  })
}
