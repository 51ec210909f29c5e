import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { queryRow } from './rows.ts'
import type { Reader } from './transaction.ts'

const brokenSeal = z.object({ relation: z.string(), key: z.string() })

/**
 * The first row of what is only added to that is not as it was written: its table, and the values
 * of its key. Whoever owns the database can put the triggers aside that refuse it (§4.1).
 */
export function findBrokenSeal(reader: Reader): Promise<z.output<typeof brokenSeal> | undefined> {
  return queryRow(
    reader,
    brokenSeal,
    sql`select relation, coalesce(key, '') as key from platform.broken_seal()`,
  )
}
