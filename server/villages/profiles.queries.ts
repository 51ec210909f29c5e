import { and, asc, desc, eq } from 'drizzle-orm'
import { isAnyOf } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { villageCapacities, villageProfiles } from './villages.tables.ts'

export async function selectProfile(reader: Reader, villageCode: string) {
  const [row] = await reader
    .select()
    .from(villageProfiles)
    .where(eq(villageProfiles.villageCode, villageCode))
  return row ?? null
}

export function selectCapacities(reader: Reader, villageCode: string) {
  return reader
    .select()
    .from(villageCapacities)
    .where(eq(villageCapacities.villageCode, villageCode))
    .orderBy(desc(villageCapacities.seasonYear), asc(villageCapacities.produce))
}

/** The villages that declared something by a file. */
export async function villagesOfDocument(reader: Reader, fileId: string): Promise<string[]> {
  const rows = await reader
    .select({ code: villageCapacities.villageCode })
    .from(villageCapacities)
    .where(eq(villageCapacities.fileId, fileId))
  return rows.map(({ code }) => code)
}

/** What several villages declared, for all seasons. */
export function selectCapacitiesOfMany(reader: Reader, villageCodes: readonly string[]) {
  return reader
    .select()
    .from(villageCapacities)
    .where(isAnyOf(villageCapacities.villageCode, villageCodes))
    .orderBy(asc(villageCapacities.id))
}

export async function upsertProfile(
  tx: Transaction,
  row: typeof villageProfiles.$inferInsert,
): Promise<void> {
  const { villageCode: _, ...changes } = row
  await tx
    .insert(villageProfiles)
    .values(row)
    .onConflictDoUpdate({ target: villageProfiles.villageCode, set: changes })
}

export async function upsertCapacity(
  tx: Transaction,
  row: typeof villageCapacities.$inferInsert,
): Promise<void> {
  const { capacityGrams, declaredBy, declaredAt, fileId } = row
  const { villageCode, produce, seasonYear } = villageCapacities
  await tx
    .insert(villageCapacities)
    .values(row)
    .onConflictDoUpdate({
      target: [villageCode, produce, seasonYear],
      set: { capacityGrams, declaredBy, declaredAt, fileId: fileId ?? null },
    })
}

export async function deleteCapacity(
  tx: Transaction,
  key: { villageCode: string; produce: string; seasonYear: number },
): Promise<void> {
  await tx
    .delete(villageCapacities)
    .where(
      and(
        eq(villageCapacities.villageCode, key.villageCode),
        eq(villageCapacities.produce, key.produce),
        eq(villageCapacities.seasonYear, key.seasonYear),
      ),
    )
}
