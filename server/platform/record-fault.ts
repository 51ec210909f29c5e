import { z } from 'zod'

/**
 * What a domain's check of its stored records found first: the county (six digits) and what is
 * wrong, in words for whoever mends it. It stands in platform because all domains answer with it.
 */
export const recordFault = z.object({ countyCode: z.string(), detail: z.string() })

export type RecordFault = z.output<typeof recordFault>
