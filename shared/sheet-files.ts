import { z } from 'zod'

/** The rows that a file may have. */
export const mostSheetRows = 20_000

/** The greatest size of a file with rows, in bytes. */
export const largestSheetBytes = 10 * 1_048_576

export const sheetEncodings = ['utf-8', 'utf-16le', 'utf-16be', 'gb18030'] as const
export const sheetEncoding = z.enum(sheetEncodings)
export type SheetEncoding = z.infer<typeof sheetEncoding>

/** What is stated beside a file with rows: which sheet, its encoding, hidden rows too. */
export const sheetForm = z.object({
  sheet: z.string().max(200).optional(),
  encoding: sheetEncoding.optional(),
  withHidden: z.literal('true').optional(),
})
