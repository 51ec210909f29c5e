import type { LotInput } from '../../../../shared/catalogue/catalogue.schemas.ts'
import { type Category, certificateOfCategory } from '../../../../shared/catalogue/categories.ts'
import type { RowRemark } from '../../../../shared/exchange/imports.schemas.ts'
import { dayOf } from '../../../../shared/scalars.ts'
import {
  declareLots,
  type KnownLot,
  lotFaults,
  lotsUntouched,
  type NewLot,
  requireSelling,
  selectKnownLots,
  takeLotsBack,
} from '../../../catalogue/index.ts'
import type { Context } from '../../../platform/context.ts'
import type { Reader } from '../../../platform/db/transaction.ts'
import { type CheckedRow, type Decision, defineKind } from '../kind.ts'
import { type LotValues, lotFields } from './lot-fields.ts'

type Row = CheckedRow<LotValues>

/**
 * Lots of the importer's own cooperative, each with its villages and certificate (§3.5, §9).
 * A lot that is there never changes by a sheet: what was sold of it says where it came from.
 */
export const lotsKind = defineKind({
  name: 'lots',
  titles: { 'zh-CN': '批次', en: 'Lots' },
  fields: lotFields,
  mayImport: ({ roles, organisationKind }) =>
    organisationKind === 'cooperative' && roles.includes('cooperative_manager'),
  begin: async (tx, context) => {
    await requireSelling(tx, context)
  },
  check: checkLots,
  apply: async (tx, context, { rows }) => {
    const refused = await declareLots(
      tx,
      context,
      rows.map(({ plan }) => plan),
    )
    return rows.map(({ number, plan }) =>
      refused.has(plan.id)
        ? { number, faults: [{ field: 'number', code: 'lot_differs' as const }] }
        : { number, plan, subject: { type: 'product', id: plan.productId } },
    )
  },
  hinders: async (reader, rows) => {
    const states = await lotsUntouched(
      reader,
      rows.map(({ plan }) => plan.id),
    )
    const untouched = new Set(states.filter((row) => row.isUntouched).map(({ lotId }) => lotId))
    const remark: RowRemark = { field: null, code: 'in_use' }
    return new Map(
      rows.filter(({ plan }) => !untouched.has(plan.id)).map(({ number }) => [number, [remark]]),
    )
  },
  undo: (tx, context, rows) =>
    takeLotsBack(
      tx,
      context,
      rows.map(({ plan: { id: lotId, productId } }) => ({ lotId, productId })),
    ),
})

async function checkLots({
  reader,
  context,
  rows,
}: {
  reader: Reader
  context: Context
  rows: Row[]
}): Promise<Decision<NewLot>[]> {
  const known = await selectKnownLots(reader, {
    productIds: [...new Set(rows.map(({ values }) => values.product.productId))],
    numbers: rows.flatMap(({ values }) => values.number ?? []),
    days: [...new Set(rows.map(({ values }) => values.harvestedOn))],
  })
  const byProduct = Map.groupBy(known, ({ productId }) => productId)
  return rows.map(({ values }) => {
    const own = byProduct.get(values.product.productId) ?? []
    return decide(context, values, own)
  })
}

function decide(context: Context, values: LotValues, known: readonly KnownLot[]): Decision<NewLot> {
  const { product, village, number, harvestedOn, weight, certificate } = values
  const marks = [harvestedOn, certificate, originMark(village), weight]
  const key = `${product.productId} ${number ?? marks.join(' ')}`
  const subject = { type: 'product', id: product.productId }
  const isSame = (lot: KnownLot) =>
    [lot.harvestedOn, lot.certificateNumber, originMark(lot.villages), lot.totalGrams].join(' ') ===
    marks.join(' ')
  const rival = known.find((lot) => (number === null ? isSame(lot) : lot.number === number))
  if (rival !== undefined)
    return isSame(rival)
      ? { outcome: 'same', key, subject }
      : { outcome: 'fault', key, faults: [{ field: 'number', code: 'lot_differs' }] }
  const lot = lotOf(values)
  const faults = faultsOf(context, values, lot)
  if (faults.length > 0) return { outcome: 'fault', key, faults }
  const plan = { id: context.newId(), productId: product.productId, lot }
  return { outcome: 'create', key, plan }
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
