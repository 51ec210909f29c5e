import type { z } from 'zod'
import { AppError, fieldError } from '../../shared/errors.ts'
import type { openingInput } from '../../shared/review/opening.schemas.ts'
import { lastOpeningYear, openingStateAfter } from '../../shared/review/opening-states.ts'
import { dayOf } from '../../shared/scalars.ts'
import { firstLedgerYear, takenYears } from '../attribution/index.ts'
import { fileExists, recordAudits } from '../evidence/index.ts'
import { unitsByIds } from '../organisations/index.ts'
import { type Context, organisationOf, supervises } from '../platform/context.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { requireVillage } from '../villages/index.ts'
import {
  insertOpenings,
  linesOfOpenings,
  lockOpenings,
  type OpeningLineRow,
  type OpeningRow,
  openingsOfFile,
  updateOpenings,
} from './opening.queries.ts'
import { actsOnOpening } from './review.policy.ts'

type OpeningInput = z.output<typeof openingInput>

/** Enters opening figures of one county and year (§3.11); refused at its fields. */
export async function enterOpening(
  tx: Transaction,
  context: Context,
  { id, lines, ...input }: OpeningInput & { id: string },
): Promise<void> {
  const countyCode = (lines[0]?.villageCode ?? '').slice(0, 6)
  const seen = new Set<string>()
  for (const [at, line] of lines.entries()) {
    const { villageCode, unitId, productName } = line
    if (!supervises(context.actor, villageCode))
      throw fieldError(['lines', at, 'villageCode'], 'not_a_side')
    if (!villageCode.startsWith(countyCode))
      throw fieldError(['lines', at, 'villageCode'], 'another_county')
    await requireVillage(tx, villageCode, ['lines', at, 'villageCode'])
    const key = `${villageCode} ${unitId} ${productName}`
    if (seen.has(key)) throw fieldError(['lines', at, 'villageCode'], 'duplicate')
    seen.add(key)
  }
  const unitIds = lines.map(({ unitId }) => unitId).filter((unitId) => unitId !== null)
  const units = await unitsByIds(tx, [...new Set(unitIds)])
  const unknown = lines.findIndex(({ unitId }) => unitId !== null && !units.has(unitId))
  if (unknown >= 0) throw fieldError(['lines', unknown, 'unitId'], 'not_found')
  await requirePast(tx, context, { countyCode, year: input.year })
  const { year } = input
  const years = lines.map(({ villageCode }) => ({ villageCode, year }))
  for (const { villageCode, by } of await takenYears(tx, years)) {
    const at = lines.findIndex((line) => line.villageCode === villageCode)
    throw fieldError(['lines', at, 'villageCode'], `year_in_${by}`)
  }
  if (!(await fileExists(tx, input.fileId, organisationOf(context.actor))))
    throw fieldError(['fileId'], 'not_found')
  const numbered = lines.map((line, at) => ({ ...line, lineNumber: at + 1 }))
  await insert(tx, context, [{ id, countyCode, ...input, lines: numbered }])
}

/** Refuses a year that is not over, or that the county's ledger has begun in. */
async function requirePast(
  reader: Reader,
  { now }: Context,
  { countyCode, year }: { countyCode: string; year: number },
): Promise<void> {
  const latest = lastOpeningYear(dayOf(now))
  if (year > latest) throw fieldError(['year'], 'too_big', { maximum: latest })
  const first = await firstLedgerYear(reader, countyCode)
  if (first !== null && year >= first) throw fieldError(['year'], 'year_in_ledger')
}

interface EnteredOpening {
  id: string
  countyCode: string
  year: number
  source: string
  fileId: string
  lines: readonly Omit<OpeningLineRow, 'statementId'>[]
}

async function insert(
  tx: Transaction,
  context: Context,
  entered: readonly EnteredOpening[],
): Promise<void> {
  const rows = entered.map(({ lines: _, ...row }) => ({
    ...row,
    state: 'submitted' as const,
    enteredBy: context.actor.personId,
    enteredFor: organisationOf(context.actor),
    enteredAt: context.now,
  }))
  await insertOpenings(tx, rows, entered.flatMap(linesOf))
  await recordAudits(
    tx,
    context,
    rows.map((row, at) => ({
      action: 'review.enter-opening',
      ...{ subjectType: 'opening_statement', subjectId: row.id },
      after: { ...row, lines: entered[at]?.lines.length ?? 0 },
    })),
  )
}

function linesOf({ id, lines }: EnteredOpening): OpeningLineRow[] {
  return lines.map(({ lineNumber, villageCode, unitId, productName, grams, cents }) => ({
    ...{ statementId: id, lineNumber, villageCode, unitId: unitId ?? null, productName },
    ...{ grams, cents },
  }))
}

/** A line of a sheet that was checked before, by its number there. */
export interface SheetOpening extends Omit<OpeningLineRow, 'statementId'> {
  year: number
}

/**
 * Enters lines of a sheet under the sheet's document, those of a county and year together; further
 * ones are added to what the same person's earlier ones made. Another's statement takes none:
 * whoever enters a line never approves it (§11.2). Gives the statement of each line, null where it
 * is there already.
 */
export async function enterManyOpening(
  tx: Transaction,
  context: Context,
  { document, lines }: { document: { name: string; fileId: string }; lines: SheetOpening[] },
): Promise<(string | null)[]> {
  const keyOf = (line: { countyCode: string; year: number }) => `${line.countyCode} ${line.year}`
  const { fileId, name: source } = document
  const ofFile = await openingsOfFile(tx, fileId)
  const open = await lockOpenings(
    tx,
    ofFile.map(({ id }) => id),
  )
  const { personId } = context.actor
  const own = open.filter((row) => row.state === 'submitted' && row.enteredBy === personId)
  const ids = new Map(own.map((row) => [keyOf(row), row.id]))
  const known = await linesOfOpenings(tx, [...ids.values()])
  const taken = new Set(known.map((line) => `${line.statementId} ${partOf(line)}`))
  const last = Math.max(0, ...known.map(({ lineNumber }) => lineNumber))
  const isTaken = (line: SheetOpening) =>
    taken.has(`${ids.get(keyOf(countied(line)))} ${partOf(line)}`)
  const placed = lines
    .filter((line) => !isTaken(line))
    .map((line, at) => ({ ...countied(line), lineNumber: last + at + 1 }))
  const groups = Map.groupBy(placed, keyOf)
  const isNew = [...groups].filter(([key]) => !ids.has(key))
  for (const [key] of isNew) ids.set(key, context.newId())
  const entered = [...groups].map(([key, [first, ...more]]) => ({
    ...{ id: ids.get(key) ?? '', countyCode: first?.countyCode ?? '', year: first?.year ?? 0 },
    ...{ source, fileId, lines: first === undefined ? [] : [first, ...more] },
  }))
  const news = new Set(isNew.map(([key]) => ids.get(key)))
  await insert(
    tx,
    context,
    entered.filter(({ id }) => news.has(id)),
  )
  await insertOpenings(tx, [], entered.filter(({ id }) => !news.has(id)).flatMap(linesOf))
  return lines.map((line) => (isTaken(line) ? null : (ids.get(keyOf(countied(line))) ?? null)))
}

const countied = <T extends { villageCode: string }>(line: T) => ({
  ...line,
  countyCode: line.villageCode.slice(0, 6),
})

/** What of a county's year a line is of; each stands once in a statement. */
function partOf({ villageCode, unitId, productName }: Omit<OpeningLineRow, 'statementId'>): string {
  return `${villageCode} ${unitId} ${productName}`
}

/** Takes back what nobody has decided on. */
export async function withdrawOpening(
  tx: Transaction,
  context: Context,
  openingId: string,
): Promise<void> {
  const [row] = await lockOpenings(tx, [openingId])
  if (
    row === undefined ||
    !actsOnOpening(context.actor, { ...row, state: 'submitted' }).includes('withdraw')
  )
    throw new AppError('not_found')
  if (openingStateAfter(row.state, 'withdraw') === undefined)
    throw new AppError('illegal_transition', { values: { state: row.state } })
  await withdrawManyOpening(tx, context, [row])
}

/** The same of statements that the caller has locked. */
export async function withdrawManyOpening(
  tx: Transaction,
  context: Context,
  rows: readonly OpeningRow[],
): Promise<void> {
  await updateOpenings(
    tx,
    rows.map(({ id }) => id),
    { state: 'withdrawn' },
  )
  await recordAudits(
    tx,
    context,
    rows.map(({ id, state }) => ({
      ...{ action: 'review.withdraw-opening', subjectType: 'opening_statement', subjectId: id },
      ...{ before: { state }, after: { state: 'withdrawn' } },
    })),
  )
}
