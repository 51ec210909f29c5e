import { sql } from 'drizzle-orm'
import {
  confirmPayment,
  confirmRefund,
  createInvoice,
  recordPayment,
  recordRefund,
} from '../server/billing/index.ts'
import { dispatchShipment, prepareShipment, receiveShipment } from '../server/deliveries/index.ts'
import {
  approveRequisition,
  confirmPurchaseOrder,
  placeRequisition,
} from '../server/orders/index.ts'
import { type Database, type Transaction, transaction } from '../server/platform/db/transaction.ts'
import { addDays } from '../shared/scalars.ts'
import { acting, at, type Player } from './acting.ts'
import type { Cast, UnitCast } from './cast.ts'
import { invoiceNumberOf } from './codes.ts'
import type { Packs } from './market.ts'
import type { PlannedRequisition } from './plan.ts'
import { randomFrom } from './random.ts'
import { settle } from './settle.ts'
import type { Happening } from './timeline.ts'

export interface Trade {
  db: Database
  cast: Cast
  packs: Packs
  /** The running number of the next invoice. */
  nextInvoice: () => number
  /** Orders of this day still wait for signature and confirmation: somebody tries them. */
  today: string
}

/** A purchase order on its way, with everything its fate hangs on. */
interface Voyage {
  id: string
  number: string
  seller: Player
  unit: UnitCast
  orderedOn: string
  freightCents: number
  /** Decides what goes wrong with it, and when it is paid. */
  chance: number
}

interface PlacedAnswer {
  id: string
  state: string
  purchaseOrders: {
    id: string
    number: string
    cooperative: { id: string }
    freightCents: number
  }[]
}

/** What begins with a planned requisition: it is placed, or handed in and signed. */
export function ordering(trade: Trade, planned: PlannedRequisition): Happening {
  const unit = trade.cast.units.get(planned.unitKey)
  if (unit === undefined) throw new Error(`nobody buys for ${planned.unitKey}`)
  const when = at(planned.orderedOn, '09:30')
  return {
    at: when,
    act: async () => {
      const lines = planned.lines.map(({ productKey, quantity }) => ({
        packId: trade.packs.get(productKey) ?? '',
        quantity,
      }))
      const order = { channelId: unit.channelId, neededOn: planned.neededOn, note: '', lines }
      const kept = await placeRequisition(trade.db, acting(unit.buyer, when), order, null)
      const answer = JSON.parse(kept.response) as PlacedAnswer
      if (planned.orderedOn === trade.today) return []
      if (answer.state === 'placed') return voyages(trade, unit, planned, answer)
      return [signing(trade, unit, planned, answer.id)]
    },
  }
}

function signing(trade: Trade, unit: UnitCast, planned: PlannedRequisition, id: string): Happening {
  const when = at(planned.orderedOn, '14:00')
  return {
    at: when,
    act: async () => {
      const signed = { id, version: 1 }
      const context = acting(unit.approver, when)
      const kept = await approveRequisition(trade.db, context, signed, null)
      return voyages(trade, unit, planned, JSON.parse(kept.response) as PlacedAnswer)
    },
  }
}

function voyages(
  trade: Trade,
  unit: UnitCast,
  planned: PlannedRequisition,
  answer: PlacedAnswer,
): Happening[] {
  return answer.purchaseOrders.map(({ id, number, cooperative, freightCents }, index) => {
    const sellers = [...trade.cast.cooperatives.values()]
    const seller = sellers.find((candidate) => candidate.organisationId === cooperative.id)
    if (seller === undefined) throw new Error(`nobody sells for ${cooperative.id}`)
    const chance = randomFrom(`${planned.unitKey} ${planned.orderedOn} ${index}`)()
    const { orderedOn } = planned
    return confirming(trade, { id, number, seller, unit, orderedOn, freightCents, chance })
  })
}

/** One step of an order, by one player, in a transaction of its own. */
function step(
  trade: Trade,
  when: Date,
  work: (tx: Transaction) => Promise<Happening[]>,
): Happening {
  return { at: when, act: () => transaction(trade.db, work) }
}

function confirming(trade: Trade, voyage: Voyage): Happening {
  const when = at(voyage.orderedOn, '16:00')
  return step(trade, when, async (tx) => {
    await confirmPurchaseOrder(tx, acting(voyage.seller, when), { id: voyage.id })
    return [shipping(trade, voyage)]
  })
}

function shipping(trade: Trade, voyage: Voyage): Happening {
  const when = at(voyage.orderedOn, '07:00', 2)
  return step(trade, when, async (tx) => {
    const context = acting(voyage.seller, when)
    const shipmentId = await prepareShipment(tx, context, { purchaseOrderId: voyage.id })
    await dispatchShipment(tx, context, {
      shipmentId,
      carrier: '县邮政公司（示例）',
      vehicle: '渝F·示例',
      driverPhone: '13800000000',
      version: 1,
    })
    return [receiving(trade, voyage, shipmentId)]
  })
}

/** One delivery in nine is short on its first line. */
function receiving(trade: Trade, voyage: Voyage, shipmentId: string): Happening {
  const when = at(voyage.orderedOn, '08:30', 3)
  const missing = voyage.chance > 0.89 ? 0.03 + (voyage.chance - 0.89) / 2 : 0
  return step(trade, when, async (tx) => {
    const shipped = await tx.execute<{ id: string; grams: number }>(
      sql`select id, grams from deliveries.shipment_lines where shipment_id = ${shipmentId}
        order by id`,
    )
    const lines = shipped.map(({ id, grams }, index) => {
      const short = index === 0 && missing > 0
      const weighed = short ? grams - Math.round((grams * missing) / 100) * 100 : grams
      return {
        shipmentLineId: id,
        weighedGrams: weighed,
        acceptedGrams: weighed,
        reason: short ? ('short' as const) : null,
        deductionCents: 0,
        remark: short ? '过磅短少，司机已确认' : '',
        photoFileId: null,
        weightConfirmed: false,
      }
    })
    await receiveShipment(tx, acting(voyage.unit.receiver, when), { shipmentId, note: '', lines })
    return [invoicing(trade, voyage)]
  })
}

function invoicing(trade: Trade, voyage: Voyage): Happening {
  const when = at(voyage.orderedOn, '15:00', 4)
  const issuedOn = addDays(voyage.orderedOn, 4)
  return step(trade, when, async (tx) => {
    const invoiceId = await createInvoice(tx, acting(voyage.seller, when), {
      purchaseOrderId: voyage.id,
      number: invoiceNumberOf(issuedOn, '500237', trade.nextInvoice()),
      issuedOn,
      freightCents: voyage.freightCents,
      fileId: null,
      reason: '',
    })
    return [paying(trade, voyage, invoiceId)]
  })
}

/** Paid one to five weeks after the goods came. */
function paying(trade: Trade, voyage: Voyage, invoiceId: string): Happening {
  const days = 10 + Math.floor(voyage.chance * 28)
  const when = at(voyage.orderedOn, '10:00', days)
  return step(trade, when, async (tx) => {
    const [invoice] = await tx.execute<{ total: number }>(
      sql`select goods_cents + freight_cents as total from billing.invoices
        where id = ${invoiceId}`,
    )
    const paidOn = addDays(voyage.orderedOn, days)
    const paymentId = await recordPayment(tx, acting(voyage.unit.finance, when), {
      invoiceId,
      amountCents: invoice?.total ?? 0,
      bankReference: `HK${paidOn.replaceAll('-', '')}-${voyage.number}`,
      paidOn,
    })
    return [paid(trade, voyage, { invoiceId, paymentId, paidOn })]
  })
}

function paid(
  trade: Trade,
  voyage: Voyage,
  money: { invoiceId: string; paymentId: string; paidOn: string },
): Happening {
  const day = addDays(money.paidOn, 1)
  const when = at(day, '11:00')
  return step(trade, when, async (tx) => {
    await confirmPayment(tx, acting(voyage.seller, when), { paymentId: money.paymentId })
    await settle(tx, acting(voyage.seller, when), { ...voyage, settledOn: day })
    const goesBack = voyage.chance > 0.5 && voyage.chance < 0.52
    return goesBack ? [refunding(trade, voyage, money.invoiceId, addDays(day, 6))] : []
  })
}

/** A quality complaint: a tenth of the first line goes back, the unit confirms it. */
function refunding(trade: Trade, voyage: Voyage, invoiceId: string, day: string): Happening {
  const when = at(day, '15:00')
  return step(trade, when, async (tx) => {
    const [line] = await tx.execute<{ order_line_id: string; amount_cents: number }>(sql`
      select order_line_id, amount_cents from billing.invoice_lines where invoice_id = ${invoiceId}
      order by order_line_id limit 1`)
    if (line === undefined) return []
    const refundId = await recordRefund(tx, acting(voyage.seller, when), {
      invoiceId,
      bankReference: `TK${day.replaceAll('-', '')}-${voyage.number}`,
      refundedOn: day,
      reason: '到货后部分变质，双方协商退款',
      lines: [{ orderLineId: line.order_line_id, amountCents: Math.ceil(line.amount_cents / 10) }],
    })
    await confirmRefund(tx, acting(voyage.unit.finance, when), { refundId })
    return []
  })
}
