import type { LotInput } from '../../../../shared/catalogue/catalogue.schemas.ts'
import { type Category, certificateOfCategory } from '../../../../shared/catalogue/categories.ts'
import { harvestedLongAgo } from '../../../../shared/catalogue/harvest-age.ts'
import type { RowRemark } from '../../../../shared/exchange/imports.schemas.ts'
import { dayOf } from '../../../../shared/scalars.ts'
import { type KnownLot, lotFaults, selectKnownLots } from '../../../catalogue/index.ts'
import type { Context } from '../../../platform/context.ts'
import type { CheckInput, Decision } from '../kind.ts'
import { joinRows, type LotRow } from './join-rows.ts'
import type { LotValues } from './lot-fields.ts'

/** A lot as its first row declares it; null: a further row, of the lot of that id. */
export interface PlannedLot {
  id: string
  productId: string
  lot: LotInput | null
}

type Input = CheckInput<LotValues>

/** What stands of the lots already, and what keeps lots of the sheet from being whole. */
interface Known {
  byProduct: Map<string, KnownLot[]>
  choices: Input['choices']
  strays: Map<number, LotRow>
  faulty: Input['faulty']
}

/** Each lot of the sheet is decided as a whole, be it one row or several of one number. */
export async function checkLots(input: Input): Promise<Decision<PlannedLot>[]> {
  const { reader, context, rows, faulty, choices } = input
  const stored = await selectKnownLots(reader, {
    productIds: [...new Set(rows.map(({ values }) => values.product.productId))],
    numbers: rows.flatMap(({ values }) => values.number ?? []),
    days: [...new Set(rows.map(({ values }) => values.harvestedOn))],
  })
  const byProduct = Map.groupBy(stored, ({ productId }) => productId)
  const known: Known = { byProduct, choices, strays: straysOf(rows), faulty }
  const lots = Map.groupBy(rows, ({ number, values }) =>
    values.number === null ? number : `${values.product.productId} ${values.number}`,
  )
  const decided = new Map(
    [...lots.values()].flatMap((own) => {
      const decisions = decideLot(context, own, known)
      return own.map(({ number }, at) => [number, decisions[at]] as const)
    }),
  )
  return rows.map(({ number }) => decided.get(number) ?? notReady(number, number))
}

/**
 * Rows of another product under a number and a promise certificate that an earlier row has, with
 * that row: one certificate is of one product, while a factory's licence is of all that it makes.
 */
function straysOf(rows: readonly LotRow[]): Map<number, LotRow> {
  const promised = rows.filter(({ values }) => values.number !== null && isPromised(values))
  const lots = Map.groupBy(promised, ({ values }) => `${values.number} ${values.certificate}`)
  return new Map(
    [...lots.values()].flatMap(([first, ...others]) =>
      others.flatMap((row) =>
        first === undefined || row.values.product.productId === first.values.product.productId
          ? []
          : [[row.number, first] as const],
      ),
    ),
  )
}

function isPromised({ product }: LotValues): boolean {
  return certificateOfCategory[product.category as Category] === 'promise'
}

function decideLot(
  context: Context,
  rows: readonly LotRow[],
  known: Known,
): Decision<PlannedLot>[] {
  const [first] = rows
  if (first === undefined) return []
  const faults = straying(rows, known.strays)
  const hinder = hinderOf(rows, known)
  const joined = joinRows(rows, known.choices)
  if (faults.size > 0 || hinder !== null || 'faults' in joined) {
    const found = 'faults' in joined ? joined.faults : new Map<number, RowRemark[]>()
    const all = rows.map(({ number }) => [
      ...(faults.get(number) ?? []),
      ...(found.get(number) ?? []),
    ])
    const faulty = rows.find((_, at) => all[at]?.length)?.number ?? hinder ?? first.number
    return rows.map(({ number }, at) =>
      all[at]?.length ? faultyRow(number, all[at]) : notReady(number, faulty),
    )
  }
  const { values } = joined
  const { productId } = values.product
  const marks = marksOf(values)
  const key = `${productId} ${values.number ?? marks}`
  const keyOf = ({ number }: LotRow) => (number === first.number ? key : `${key} row ${number}`)
  const stored = known.byProduct.get(productId) ?? []
  const isSame = (lot: KnownLot) => marksOfKnown(lot) === marks
  const rival = stored.find((lot) =>
    values.number === null ? isSame(lot) : lot.number === values.number,
  )
  if (rival !== undefined)
    return rows.map((row) =>
      isSame(rival)
        ? { outcome: 'same', key: keyOf(row), subject: { type: 'product', id: productId } }
        : faultyRow(row.number, [{ field: 'number', code: 'lot_differs' }]),
    )
  const lot = lotOf(values)
  const wrong = faultsOf(context, values, lot)
  if (wrong.length > 0)
    return rows.map(({ number }) =>
      number === first.number ? faultyRow(number, wrong) : notReady(number, first.number),
    )
  const id = context.newId()
  return rows.map((row) => ({
    ...{ outcome: 'create', key: keyOf(row) },
    notes: [...notesOf(row, rows, values), ...(row === first ? ageNotes(context, row) : [])],
    plan: { id, productId, lot: row === first ? lot : null },
    dependsOn: row === first ? null : first.number,
  }))
}

function straying(rows: readonly LotRow[], strays: Known['strays']): Map<number, RowRemark[]> {
  return new Map(
    rows.flatMap(({ number }) => {
      const first = strays.get(number)
      if (first === undefined) return []
      const values = { row: first.number }
      return [[number, [{ field: 'product', code: 'row_differs', values }]] as const]
    }),
  )
}

/** A row that may belong to the lot and is not read, without which the lot is not whole. */
function hinderOf(rows: readonly LotRow[], { strays, faulty }: Known): number | null {
  const [own] = rows
  if (own === undefined || own.values.number === null) return null
  const { number, product } = own.values
  const stray = [...strays].find(([, first]) => rows.includes(first))
  const unread = faulty.find(
    ({ values }) =>
      values.number === number &&
      (values.product === null || values.product.productId === product.productId),
  )
  return stray?.[0] ?? unread?.number ?? null
}

function faultyRow(number: number, faults: RowRemark[]): Decision<PlannedLot> {
  return { outcome: 'fault', key: `row ${number}`, faults }
}

function notReady(number: number, row: number): Decision<PlannedLot> {
  return faultyRow(number, [{ field: null, code: 'row_not_ready', values: { row } }])
}

/** Of several rows each says what they are together, and which part of it is its own. */
function notesOf(row: LotRow, rows: readonly LotRow[], values: LotValues): RowRemark[] {
  const other = rows.find(({ number }) => number !== row.number)
  if (other === undefined) return []
  const own = new Set(row.values.village.map(({ code }) => code))
  const share = values.village
    .filter(({ code }) => own.has(code))
    .reduce((sum, { shareBasisPoints }) => sum + shareBasisPoints, 0)
  const said = { row: other.number, weight: values.weight / 1000, share: share / 100 }
  return [{ field: null, code: 'part_of_lot', values: said }]
}

/** A day so long before today is questioned: it may be another year's. */
function ageNotes(context: Context, { values }: LotRow): RowRemark[] {
  const { harvestedOn, product } = values
  const today = dayOf(context.now)
  const age = harvestedLongAgo(product.category as Category, { harvestedOn, today })
  if (age === null) return []
  return [{ field: 'harvestedOn', code: 'harvested_long_ago', values: { days: age.days } }]
}

function marksOf({ harvestedOn, certificate, village, weight }: LotValues): string {
  return [harvestedOn, certificate, originMark(village), weight].join(' ')
}

function marksOfKnown({ harvestedOn, certificateNumber, villages, totalGrams }: KnownLot): string {
  return [harvestedOn, certificateNumber, originMark(villages), totalGrams].join(' ')
}

/** Where a lot comes from, in whatever order its villages stand. */
function originMark(villages: readonly { code: string | null; shareBasisPoints: number }[]) {
  return villages
    .map(({ code, shareBasisPoints }) => `${code}:${shareBasisPoints}`)
    .sort()
    .join('+')
}

function lotOf(values: LotValues): LotInput {
  const { number, harvestedOn, expiresOn, households, weight: totalGrams } = values
  return {
    ...{ number, harvestedOn, expiresOn, households, totalGrams },
    villages: values.village.map(({ code, shareBasisPoints }) => ({
      ...{ villageCode: code, shareBasisPoints },
    })),
    certificate: {
      kind: certificateOfCategory[values.product.category as Category],
      number: values.certificate,
      issuedOn: values.certificateFrom,
      validTo: values.certificateTo,
      promiser: values.promiser ?? '',
      fileId: null,
    },
  }
}

const fieldOfPath: Record<string, string> = {
  ...{ harvestedOn: 'harvestedOn', expiresOn: 'expiresOn', totalGrams: 'weight' },
  ...{ 'certificate.number': 'certificate', 'certificate.issuedOn': 'certificateFrom' },
  'certificate.validTo': 'certificateTo',
}

function faultsOf(context: Context, { product }: LotValues, lot: LotInput): RowRemark[] {
  const faults = lotFaults(
    lot,
    {
      category: product.category as Category,
      today: dayOf(context.now),
      smallestPackGrams: Math.min(...product.packs.map(({ netGrams }) => netGrams)),
    },
    [],
  )
  return faults.map(({ path, code, values }) => ({
    ...{ field: path[0] === 'villages' ? 'village' : (fieldOfPath[path.join('.')] ?? null), code },
    ...(values && { values }),
  }))
}
