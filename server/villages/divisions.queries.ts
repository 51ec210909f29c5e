import { eq, inArray } from 'drizzle-orm'
import type { Reader } from '../platform/db/transaction.ts'
import { divisions } from './villages.tables.ts'

/** A node of the division tree as other domains see it. */
export interface Division {
  code: string
  name: string
  /** With everything above it: 重庆市巫山县竹贤乡下庄村. */
  pathName: string
  /** 1 province, 2 city, 3 county, 4 township, 5 village. */
  level: number
  /** The last day of an abolished code; null while it is in force. */
  validTo: string | null
  successorCode: string | null
}

export const divisionColumns = {
  code: divisions.code,
  name: divisions.name,
  pathName: divisions.pathName,
  level: divisions.level,
  validTo: divisions.validTo,
  successorCode: divisions.successorCode,
}

export async function selectDivision(reader: Reader, code: string): Promise<Division | null> {
  const [row] = await reader.select(divisionColumns).from(divisions).where(eq(divisions.code, code))
  return row ?? null
}

export async function selectDivisions(
  reader: Reader,
  codes: readonly string[],
): Promise<Division[]> {
  if (codes.length === 0) return []
  return reader
    .select(divisionColumns)
    .from(divisions)
    .where(inArray(divisions.code, [...new Set(codes)]))
    .orderBy(divisions.code)
}
