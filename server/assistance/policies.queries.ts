import { and, desc, eq, isNull, lte, sql } from 'drizzle-orm'
import { z } from 'zod'
import { arrayOf, document, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { policyValues } from './assistance.tables.ts'

/**
 * The value of a dated policy that holds on the day: the latest decided, from the latest day. One
 * that a county decides is asked for by its code.
 */
export async function selectPolicyValue(
  reader: Reader,
  question: { name: string; on: string; recordedBefore?: Date; countyCode?: string },
): Promise<unknown> {
  const { name, on, recordedBefore, countyCode } = question
  const [row] = await reader
    .select({ value: policyValues.value })
    .from(policyValues)
    .where(
      and(
        eq(policyValues.name, name),
        countyCode === undefined
          ? isNull(policyValues.divisionCode)
          : eq(policyValues.divisionCode, countyCode),
        lte(policyValues.validFrom, on),
        recordedBefore && lte(policyValues.createdAt, recordedBefore),
      ),
    )
    .orderBy(desc(policyValues.validFrom), desc(policyValues.id))
    .limit(1)
  return row?.value
}

const valueOfDay = z.object({ day: z.iso.date(), value: document(z.unknown()) })

/** The same for several days, each with what held on it; null where nothing was decided by then. */
export function selectPolicyValuesOn(reader: Reader, name: string, days: readonly string[]) {
  return queryRows(
    reader,
    valueOfDay,
    sql`
    select days.day, (
      select value from assistance.policy_values
      where name = ${name} and valid_from <= days.day::date
      order by valid_from desc, id desc limit 1) as value
    from unnest(${arrayOf('text', days)}) as days (day)`,
  )
}

/** All that a policy was and will be; of several decided for one day the latest. */
export function selectPolicyHistory(reader: Reader, name: string) {
  return reader
    .selectDistinctOn([policyValues.validFrom], {
      validFrom: policyValues.validFrom,
      value: policyValues.value,
    })
    .from(policyValues)
    .where(eq(policyValues.name, name))
    .orderBy(policyValues.validFrom, desc(policyValues.id))
}

export async function insertPolicyValue(
  tx: Transaction,
  row: typeof policyValues.$inferInsert,
): Promise<void> {
  await tx.insert(policyValues).values(row)
}

export function selectPolicyValues(reader: Reader) {
  return reader
    .select()
    .from(policyValues)
    .orderBy(policyValues.name, desc(policyValues.validFrom), desc(policyValues.id))
}
