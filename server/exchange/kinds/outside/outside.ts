import type { RowRemark } from '../../../../shared/exchange/imports.schemas.ts'
import { dayOf } from '../../../../shared/scalars.ts'
import { organisationsByIds } from '../../../organisations/index.ts'
import type { Context } from '../../../platform/context.ts'
import {
  type EnteredOutside,
  enteredAlready,
  enterManyOutside,
  entersOutsideFor,
  goodsIdOf,
  lockPurchases,
  outsideByIds,
  sellersOf,
  withdrawManyOutside,
} from '../../../review/index.ts'
import { type CheckedRow, type CheckInput, type Decision, defineKind } from '../kind.ts'
import { type OutsideValues, outsideFields } from './outside-fields.ts'

/**
 * What a unit bought outside, many lines at once (§3.11): each waits for its documents and counts
 * for nothing before it was attested; a line that was entered just so is not entered again.
 */
export const outsideKind = defineKind({
  name: 'outside',
  titles: { 'zh-CN': '场外采购', en: 'Outside purchases' },
  fields: outsideFields,
  mayImport: ({ roles }) => roles.some((role) => ['official', 'unit_leader'].includes(role)),
  check: checkOutside,
  apply: async (tx, context, { rows }) => {
    await enterManyOutside(
      tx,
      context,
      rows.map(({ plan }) => plan),
    )
    return rows.map(({ number, plan }) => ({
      number,
      plan,
      subject: { type: 'outside_purchase', id: plan.id },
    }))
  },
  hinders: async (tx, rows) => {
    const seen = await outsideByIds(
      tx,
      rows.map(({ subjectId }) => subjectId),
    )
    const purchases = [...new Set(seen.map(({ purchaseId }) => purchaseId))].sort()
    const locked = await lockPurchases(tx, purchases)
    const open = new Set(locked.filter(({ state }) => state === 'draft').map(({ id }) => id))
    return new Map(
      rows
        .filter(({ subjectId }) => !open.has(subjectId))
        .map(({ number }) => [number, [{ field: null, code: 'changed_since' as const }]]),
    )
  },
  undo: async (tx, context, rows) => {
    const entered = await outsideByIds(
      tx,
      rows.map(({ subjectId }) => subjectId),
    )
    await withdrawManyOutside(tx, context, entered)
  },
})

async function checkOutside({
  reader,
  context,
  rows,
}: CheckInput<OutsideValues>): Promise<Decision<EnteredOutside>[]> {
  const own = await ownUnit(reader, context)
  const plans = rows.map(({ values }) => planOf(context, values, values.unit?.id ?? own))
  const sellers = await sellersOf(reader, plans)
  const keys = plans.map((plan, row) => ({
    ...plan,
    ...{ row, sellerId: sellers[row] ?? '', goodsId: goodsIdOf(plan) },
  }))
  const already = await enteredAlready(
    reader,
    keys.filter(({ unitId }) => unitId !== ''),
  )
  return plans.map((plan, at) => {
    const { sellerId = '', goodsId = '' } = keys[at] ?? {}
    const { unitId, villageCode, grams, cents, purchasedOn, number } = plan
    const key = [unitId, sellerId, villageCode, goodsId, grams, cents, purchasedOn, number].join(
      ' ',
    )
    const faults = faultsOf(context, plan)
    if (faults.length > 0) return { outcome: 'fault', key, faults }
    const id = already.get(at)
    if (id !== undefined) return { outcome: 'same', key, subject: { type: 'outside_purchase', id } }
    const { paidOn, channel } = rows[at]?.values ?? {}
    const derived = {
      ...(!paidOn && { paidOn: plan.paidOn }),
      ...(!channel && { channel: plan.channel }),
    }
    return { outcome: 'create', key, plan, derived }
  })
}

async function ownUnit(reader: CheckInput<OutsideValues>['reader'], { actor }: Context) {
  if (actor.organisationKind !== 'unit' || actor.organisationId === null) return ''
  const own = await organisationsByIds(reader, [actor.organisationId])
  return own.has(actor.organisationId) ? actor.organisationId : ''
}

function planOf(
  context: Context,
  values: CheckedRow<OutsideValues>['values'],
  unitId: string,
): EnteredOutside {
  return {
    ...{ id: context.newId(), grade: 'B', unitId, channel: values.channel ?? 'canteen' },
    ...{ sellerName: values.seller, sellerCreditCode: values.sellerCode },
    ...{ villageCode: values.village.code, productName: values.product },
    ...{ category: values.category, grams: values.weight, cents: values.amount },
    ...{ purchasedOn: values.purchasedOn, paidOn: values.paidOn ?? values.purchasedOn },
    ...{ number: values.number ?? '', remark: values.remark ?? '' },
  }
}

function faultsOf({ actor, now }: Context, plan: EnteredOutside): RowRemark[] {
  const faults: RowRemark[] = []
  const latest = dayOf(now)
  if (plan.unitId === '') faults.push({ field: 'unit', code: 'required' })
  else if (!entersOutsideFor(actor, plan)) {
    const field = actor.organisationKind === 'unit' ? 'unit' : 'village'
    faults.push({ field, code: 'not_a_side' })
  }
  if (plan.purchasedOn > latest) faults.push({ field: 'purchasedOn', code: 'in_the_future' })
  if (plan.paidOn > latest) faults.push({ field: 'paidOn', code: 'in_the_future' })
  return faults
}
