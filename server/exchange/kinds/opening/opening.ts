import assert from 'node:assert/strict'
import type { RowRemark } from '../../../../shared/exchange/imports.schemas.ts'
import { lastOpeningYear } from '../../../../shared/review/opening-states.ts'
import { dayOf } from '../../../../shared/scalars.ts'
import { firstLedgerYear, takenYears } from '../../../attribution/index.ts'
import { type Context, supervises } from '../../../platform/context.ts'
import type { Reader } from '../../../platform/db/transaction.ts'
import {
  enterManyOpening,
  lockOpenings,
  type SheetOpening,
  withdrawManyOpening,
} from '../../../review/index.ts'
import { type CheckedRow, type CheckInput, type Decision, defineKind } from '../kind.ts'
import { type OpeningValues, openingFields } from './opening-fields.ts'

/**
 * What villages had reached in years before the ledger was kept here (§3.11), by the document that
 * says it; of each county and year a statement that a second person approves.
 */
export const openingKind = defineKind({
  name: 'opening',
  titles: { 'zh-CN': '期初数', en: 'Opening figures' },
  fields: openingFields,
  mayImport: ({ roles }) => roles.includes('official'),
  needsDocument: () => true,
  check: checkOpening,
  apply: async (tx, context, { rows, document }) => {
    assert(document !== null, 'opening figures come with their document')
    const lines = rows.map(({ number, plan }) => ({ ...plan, lineNumber: number }))
    const ids = await enterManyOpening(tx, context, { document, lines })
    return rows.map(({ number, plan }, at) => {
      const id = ids[at] ?? null
      return id === null
        ? { number, faults: [{ field: 'village', code: 'duplicate' }] }
        : { number, plan, subject: { type: 'opening_statement', id } }
    })
  },
  hinders: async (tx, rows) => {
    const locked = await lockOpenings(tx, idsOf(rows))
    const decided = new Set(
      locked.filter(({ state }) => !isUndoable.has(state)).map(({ id }) => id),
    )
    return new Map(
      rows
        .filter(({ subjectId }) => decided.has(subjectId))
        .map(({ number }) => [number, [{ field: null, code: 'changed_since' as const }]]),
    )
  },
  undo: async (tx, context, rows) => {
    const locked = await lockOpenings(tx, idsOf(rows))
    const open = locked.filter(({ state }) => state === 'submitted')
    if (open.length > 0) await withdrawManyOpening(tx, context, open)
  },
})

const isUndoable: ReadonlySet<string> = new Set(['submitted', 'withdrawn'])

const idsOf = (rows: readonly { subjectId: string }[]) => [
  ...new Set(rows.map(({ subjectId }) => subjectId)),
]

async function checkOpening({
  reader,
  context,
  rows,
}: CheckInput<OpeningValues>): Promise<Decision<SheetOpening>[]> {
  const plans = rows.map(planOf)
  const first = await firstYears(reader, plans)
  const taken = new Map(
    (await takenYears(reader, plans)).map(({ villageCode, year, by }) => [
      `${villageCode} ${year}`,
      by,
    ]),
  )
  return plans.map((plan) => {
    const { villageCode, year, unitId, productName } = plan
    const key = [villageCode, year, unitId, productName].join(' ')
    const faults = faultsOf(context, plan, first.get(villageCode.slice(0, 6)) ?? null)
    const by = taken.get(`${villageCode} ${year}`)
    if (by !== undefined && faults.length === 0)
      faults.push({ field: 'village', code: `year_in_${by}` })
    return faults.length > 0 ? { outcome: 'fault', key, faults } : { outcome: 'create', key, plan }
  })
}

function planOf({ number, values }: CheckedRow<OpeningValues>): SheetOpening {
  return {
    ...{ lineNumber: number, year: values.year, villageCode: values.village.code },
    ...{ unitId: values.unit?.id ?? null, productName: values.product ?? '' },
    ...{ grams: values.weight, cents: values.amount },
  }
}

/** The first year of the ledger of each county in a sheet: they are few. */
async function firstYears(reader: Reader, plans: readonly SheetOpening[]) {
  const years = new Map<string, number | null>()
  for (const { villageCode } of plans) {
    const county = villageCode.slice(0, 6)
    if (!years.has(county)) years.set(county, await firstLedgerYear(reader, county))
  }
  return years
}

function faultsOf(
  { actor, now }: Context,
  { villageCode, year }: SheetOpening,
  first: number | null,
): RowRemark[] {
  const latest = lastOpeningYear(dayOf(now))
  const faults: RowRemark[] = []
  if (!supervises(actor, villageCode)) faults.push({ field: 'village', code: 'not_a_side' })
  if (year > latest) faults.push({ field: 'year', code: 'too_big', values: { maximum: latest } })
  else if (first !== null && year >= first) faults.push({ field: 'year', code: 'year_in_ledger' })
  return faults
}
