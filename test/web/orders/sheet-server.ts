import type { Call, Reply } from '../../../shared/endpoint.ts'
import type { FieldError } from '../../../shared/errors.ts'
import { placeRequisition, quoteRequisition } from '../../../shared/orders/orders.api.ts'
import { unit } from '../../../shared/organisations/organisations.api.ts'
import type { FakeApi } from '../../support/fake-call.ts'
import { answerBasket, type KeptBasket, rowOf } from '../catalogue/basket-server.ts'

type Line = { packId: string; quantity: number }

const idOf = (number: number) => `01900000-0000-7000-8000-${String(number).padStart(12, '0')}`
export const packs = { plum: idOf(11), potato: idOf(12), tea: idOf(13), cabbage: idOf(14) }
export const channelId = idOf(1)
export const requisitionId = idOf(2)
/** Plums and potatoes come from one cooperative, the rest from another. */
const sellers = [idOf(21), idOf(22)] as const
const sellerOf = (packId: string) =>
  packId === packs.plum || packId === packs.potato ? sellers[0] : sellers[1]
export const earliestDay = '2026-11-24'

const place = { code: '500103', pathName: '重庆市 渝中区' }
const contact = { address: '', contactName: '', contactPhone: '' }
const buyingUnit: Reply<typeof unit> = {
  id: idOf(3),
  version: 1,
  name: '示例机关',
  creditCode: null,
  unitType: 'state_organ',
  isExample: true,
  place,
  ...contact,
  parent: null,
  children: [],
  changes: [],
  channels: [
    {
      id: idOf(4),
      kind: 'union',
      name: '撤销的',
      creditCode: null,
      place,
      ...contact,
      closedAt: '2026-01-01T00:00:00Z',
    },
    {
      id: channelId,
      kind: 'canteen',
      name: '食堂',
      creditCode: null,
      place,
      ...contact,
      closedAt: null,
    },
  ],
  mayEdit: false,
}

const placement: Reply<typeof placeRequisition> = {
  id: requisitionId,
  number: 'RQ20261122-0001',
  state: 'placed',
  goodsCents: 1,
  freightCents: 0,
  purchaseOrders: [],
}

/** A server with a basket, which prices each pack at 60 and refuses fewer than two of any. */
export function answerSheet(api: FakeApi, lines: readonly Line[] = []): KeptBasket {
  const rows = lines.map(({ packId, quantity }) => rowOf(packId, quantity))
  const kept = answerBasket(api, rows, Object.values(packs).map(candidateOf))
  api.on(unit, () => buyingUnit)
  api.on(quoteRequisition, ({ body }) => quoteOf(body))
  api.on(placeRequisition, ({ body }) => {
    const ordered = new Set(body.lines.map(({ packId }) => packId))
    const left = kept.content.lines.filter(({ packId }) => !ordered.has(packId))
    kept.change({ lines: left, note: '', neededOn: null, list: null, correctsId: null })
    return placement
  })
  return kept
}

export function quoteOf({
  lines,
}: Pick<Call<typeof quoteRequisition>['body'], 'lines'>): Reply<typeof quoteRequisition> {
  const quoted = lines.map(({ packId, quantity }, index) => ({
    index,
    packId,
    productId: packId,
    productName: nameOf(packId),
    packName: '箱',
    packGrams: 5_000,
    cooperativeId: sellerOf(packId),
    quantity,
    unitPriceCents: 6_000,
    amountCents: 6_000 * quantity,
    minimumQuantity: 2,
    basePriceCents: 6_000,
    tiers: [],
    packsLeft: 100,
    deliveredCentsPerJin: 620,
  }))
  const orders = sellers.flatMap((id) => {
    const own = quoted.filter((line) => line.cooperativeId === id)
    return own.length === 0 ? [] : [orderOf(id, own)]
  })
  const refusals = quoted.flatMap(({ index, quantity }): FieldError[] =>
    quantity < 2 ? [refusalAt(index, 'below_minimum_quantity')] : [],
  )
  const goodsCents = orders.reduce((sum, order) => sum + order.goodsCents, 0)
  const at = '2026-11-22T01:00:00Z'
  return { at, lines: quoted, orders, goodsCents, freightCents: 0, needsApproval: false, refusals }
}

function orderOf(id: string, lines: readonly { amountCents: number }[]) {
  return {
    cooperative: { id, name: `合作社 ${sellers.indexOf(id) + 1}` },
    goodsCents: lines.reduce((sum, line) => sum + line.amountCents, 0),
    freightCents: 0,
    weightGrams: 5_000,
    minimumOrderCents: 0,
    cutOff: '16:00',
    cutOffAt: '2026-11-22T08:00:00Z',
    leadTimeDays: 2,
    earliestDay,
  }
}

export function refusalAt(index: number, code: FieldError['code']): FieldError {
  return { path: ['lines', index, 'quantity'], code }
}

/** What the recogniser of pasted rows answers for goods it knows, or that may be any of several. */
export function pastedRow(text: string, quantity: number, packIds: readonly string[]) {
  const many = packIds.length > 1 ? ('ambiguous' as const) : ('unknown' as const)
  const status = packIds.length === 1 ? ('matched' as const) : many
  const candidates = packIds.map(candidateOf)
  const amount = { kind: 'packs' as const, value: quantity, unit: '', packGrams: null }
  return { text, status, amount, quantity, rounded: false, question: null, candidates }
}

function candidateOf(packId: string) {
  return {
    packId,
    productName: nameOf(packId),
    variety: '',
    category: 'fruit' as const,
    photoFileId: null,
    packName: '箱',
    packGrams: 5_000,
    priceCents: 6_000,
    cooperativeId: sellerOf(packId),
    cooperativeName: '合作社',
  }
}

function nameOf(packId: string): string {
  return Object.entries(packs).find(([, id]) => id === packId)?.[0] ?? ''
}
