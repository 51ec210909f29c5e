import { and, eq, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { arrayOf, isAnyOf, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
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

/** The top of the tree, in the order of the codes. */
export function selectProvinces(reader: Reader): Promise<Division[]> {
  return reader
    .select(divisionColumns)
    .from(divisions)
    .where(and(isNull(divisions.parentCode), isNull(divisions.validTo)))
    .orderBy(divisions.code)
}

export async function selectDivisions(
  reader: Reader,
  codes: readonly string[],
): Promise<Division[]> {
  if (codes.length === 0) return []
  return reader
    .select(divisionColumns)
    .from(divisions)
    .where(isAnyOf(divisions.code, [...new Set(codes)]))
    .orderBy(divisions.code)
}

const heir = z.object({ code: z.string(), successorCode: z.string() })

/** What abolished nodes became, through any number of reforms, the nearest first (§3.15). */
export function selectSuccessors(reader: Reader, codes: readonly string[]) {
  return queryRows(
    reader,
    heir,
    sql`
    with recursive heirs as (
      select code, successor_code, 1 as step from villages.divisions
      where code = any(${arrayOf('text', codes)}) and successor_code is not null
      union all
      select heirs.code, d.successor_code, step + 1
      from heirs join villages.divisions d on d.code = heirs.successor_code
      where d.successor_code is not null and d.valid_to is not null and step < 10
    )
    select code, successor_code from heirs
    where successor_code <> code group by code, successor_code order by code, min(step)`,
  )
}

/** The nodes abolished before a day that became each of these, through any number of reforms. */
export function selectPredecessors(reader: Reader, codes: readonly string[], before: string) {
  return queryRows(
    reader,
    heir,
    sql`
    with recursive predecessors as (
      select code, valid_to, successor_code, 1 as step from villages.divisions
      where successor_code = any(${arrayOf('text', codes)})
      union all
      select d.code, d.valid_to, p.successor_code, step + 1
      from predecessors p join villages.divisions d on d.successor_code = p.code
      where step < 10
    )
    select distinct code, successor_code from predecessors
    where valid_to < ${before}::date and code <> successor_code order by code, successor_code`,
  )
}

/** The node, held against rivals until the transaction ends. */
export async function lockDivision(tx: Transaction, code: string): Promise<Division | null> {
  const [row] = await tx
    .select(divisionColumns)
    .from(divisions)
    .where(eq(divisions.code, code))
    .for('no key update')
  return row ?? null
}

export async function updateSuccessor(
  tx: Transaction,
  code: string,
  successorCode: string,
): Promise<void> {
  await tx.update(divisions).set({ successorCode }).where(eq(divisions.code, code))
}

export async function selectDivisionDetail(reader: Reader, code: string) {
  const [row] = await reader
    .select({
      ...divisionColumns,
      officialName: divisions.officialName,
      validFrom: divisions.validFrom,
    })
    .from(divisions)
    .where(eq(divisions.code, code))
  return row ?? null
}

/** The nodes in force directly below one. */
export function selectBelow(reader: Reader, parentCode: string) {
  return reader
    .select({ code: divisions.code, name: divisions.name })
    .from(divisions)
    .where(and(eq(divisions.parentCode, parentCode), isNull(divisions.validTo)))
    .orderBy(divisions.code)
}
