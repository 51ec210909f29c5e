import type { RowRemark } from '../../../../shared/exchange/imports.schemas.ts'
import {
  declareLots,
  lotsUntouched,
  requireSelling,
  takeLotsBack,
} from '../../../catalogue/index.ts'
import { defineKind } from '../kind.ts'
import { checkLots, type PlannedLot } from './check-lots.ts'
import { lotFields } from './lot-fields.ts'

/**
 * Lots of the importer's own cooperative, each with its villages and certificate (§3.5, §9).
 * A lot that is there never changes by a sheet: what was sold of it says where it came from.
 */
export const lotsKind = defineKind({
  name: 'lots',
  titles: { 'zh-CN': '批次', en: 'Lots' },
  fields: lotFields,
  togetherBy: 'number',
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
      rows.flatMap(({ plan }) => declaredBy(plan)),
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
      rows
        .flatMap(({ plan }) => declaredBy(plan))
        .map(({ id: lotId, productId }) => ({ lotId, productId })),
    ),
})

/** The lot that a row declares; a further row of a lot declares none. */
function declaredBy({ id, productId, lot }: PlannedLot) {
  return lot === null ? [] : [{ id, productId, lot }]
}
