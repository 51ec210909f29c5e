import { fieldError } from '../../shared/errors.ts'
import type { Reader } from '../platform/db/transaction.ts'
import {
  type Division,
  selectDivision,
  selectDivisions,
  selectPredecessors,
  selectSuccessors,
} from './divisions.queries.ts'

/** A node of the division tree, abolished or not, or null. */
export function divisionByCode(reader: Reader, code: string): Promise<Division | null> {
  return selectDivision(reader, code)
}

/** Several nodes by code, in one statement; unknown codes are left out. */
export async function divisionsByCodes(
  reader: Reader,
  codes: readonly string[],
): Promise<Map<string, Division>> {
  const rows = await selectDivisions(reader, codes)
  return new Map(rows.map((row) => [row.code, row]))
}

/** The codes that each of some nodes has had since: the same places, recoded or merged (§3.15). */
export async function successorsOf(
  reader: Reader,
  codes: readonly string[],
): Promise<Map<string, string[]>> {
  const rows = codes.length === 0 ? [] : await selectSuccessors(reader, [...new Set(codes)])
  const byCode = Map.groupBy(rows, ({ code }) => code)
  return new Map(
    [...byCode].map(([code, heirs]) => [code, heirs.map(({ successorCode }) => successorCode)]),
  )
}

/**
 * What each of some nodes is the heir of: the codes that were abolished before a day, under the
 * code that they became, through any number of reforms (§3.15).
 */
export async function heirsOfPredecessors(
  reader: Reader,
  codes: readonly string[],
  before: string,
): Promise<Map<string, string>> {
  const rows = codes.length === 0 ? [] : await selectPredecessors(reader, codes, before)
  return new Map(rows.map(({ code, successorCode }) => [code, successorCode]))
}

/**
 * A village in force. Refused at `path`: `unknown_village` when the code is no village,
 * `abolished_village` with the successor's code and name when it is one no longer (§9).
 */
export async function requireVillage(
  reader: Reader,
  code: string,
  path: (string | number)[],
): Promise<Division> {
  const division = await selectDivision(reader, code)
  if (division === null || division.level !== 5) throw fieldError(path, 'unknown_village', { code })
  return requireInForce(reader, division, path)
}

/** A node of any level in force, refused at `path` like a village (§9). */
export async function requireDivision(
  reader: Reader,
  code: string,
  path: (string | number)[],
): Promise<Division> {
  const division = await selectDivision(reader, code)
  if (division === null) throw fieldError(path, 'unknown_division', { code })
  return requireInForce(reader, division, path)
}

async function requireInForce(
  reader: Reader,
  division: Division,
  path: (string | number)[],
): Promise<Division> {
  if (division.validTo === null) return division
  const { code, name, validTo } = division
  const successor = await currentSuccessor(reader, division)
  if (successor === null)
    throw fieldError(path, 'abolished_without_successor', { code, name, validTo })
  throw fieldError(path, 'abolished_village', {
    code,
    name,
    validTo,
    successorCode: successor.code,
    successorName: successor.pathName,
  })
}

/** The node in force that an abolished one became, through any number of reforms; or null. */
export async function currentSuccessor(reader: Reader, from: Division): Promise<Division | null> {
  const seen = new Set([from.code])
  let at: Division | null = from
  while (at !== null && at.validTo !== null) {
    if (at.successorCode === null || seen.has(at.successorCode)) return null
    seen.add(at.successorCode)
    at = await selectDivision(reader, at.successorCode)
  }
  return at
}
