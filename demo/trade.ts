import { sql } from 'drizzle-orm'
import {
  confirmPayment,
  confirmRefund,
  createCreditNote,
  createInvoice,
  readCreditNoteDraft,
  readInvoiceDraft,
  recordPayment,
  recordRefund,
} from '../server/billing/index.ts'
import {
  confirmReturn,
  dispatchShipment,
  prepareShipment,
  receiveShipment,
  recordReturn,
} from '../server/deliveries/index.ts'
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
import type { Stock } from './market.ts'
import type { Oddity, PlannedRequisition } from './plan.ts'
import { randomFrom } from './random.ts'
import { settle } from './settle.ts'
import type { ScheduledAct } from './timeline.ts'

export interface Trade {
  db: Database
  cast: Cast
  packs: Stock['packs']
  /** The running number of the next invoice. */
  nextInvoice: () => number
  /** Orders of this day still wait for signature and confirmation: somebody tries them. */
  today: string
}

/** A purchase order with the facts that its further course depends on. */
interface Sale {
  id: string
  number: string
  seller: Player
  unit: UnitCast
  orderedOn: string
  freightCents: number
  /** A random number that decides its faults and its day of payment. */
  chance: number
  oddity: Oddity | null
}

/** The time of day and the days after the order at which a sale goes on. */
const usual = { confirmed: ['16:00', 0], shipped: ['07:00', 2], received: ['08:30', 3] } as const
const rushed = { confirmed: ['09:35', 0], shipped: ['09:40', 0], received: ['09:52', 0] } as const

function timeOf({ orderedOn, oddity }: Sale, stage: keyof typeof usual): Date {
  const [time, daysLater] = (oddity === 'rushed' ? rushed : usual)[stage]
  return at(orderedOn, time, daysLater)
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

/** The first act of a planned requisition: it is placed, or submitted and then signed. */
export function ordering(trade: Trade, planned: PlannedRequisition): ScheduledAct {
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
      const placement = await placeRequisition(trade.db, acting(unit.buyer, when), order, null)
      const answer = JSON.parse(placement.response) as PlacedAnswer
      if (planned.orderedOn === trade.today) return []
      if (answer.state === 'placed') return salesOf(trade, unit, planned, answer)
      return [signing(trade, unit, planned, answer.id)]
    },
  }
}

function signing(
  trade: Trade,
  unit: UnitCast,
  planned: PlannedRequisition,
  id: string,
): ScheduledAct {
  const when = at(planned.orderedOn, '14:00')
  return {
    at: when,
    act: async () => {
      const signed = { id, version: 1 }
      const context = acting(unit.approver, when)
      const placement = await approveRequisition(trade.db, context, signed, null)
      return salesOf(trade, unit, planned, JSON.parse(placement.response) as PlacedAnswer)
    },
  }
}

function salesOf(
  trade: Trade,
  unit: UnitCast,
  planned: PlannedRequisition,
  answer: PlacedAnswer,
): ScheduledAct[] {
  return answer.purchaseOrders.map(({ id, number, cooperative, freightCents }, index) => {
    const sellers = [...trade.cast.cooperatives.values()]
    const seller = sellers.find((candidate) => candidate.organisationId === cooperative.id)
    if (seller === undefined) throw new Error(`nobody sells for ${cooperative.id}`)
    const chance = randomFrom(`${planned.unitKey} ${planned.orderedOn} ${index}`)()
    const { orderedOn, oddity = null } = planned
    return confirming(trade, { id, number, seller, unit, orderedOn, freightCents, chance, oddity })
  })
}

/** One step of an order, by one player, in a transaction of its own. */
function step(
  trade: Trade,
  when: Date,
  work: (tx: Transaction) => Promise<ScheduledAct[]>,
): ScheduledAct {
  return { at: when, act: () => transaction(trade.db, work) }
}

function confirming(trade: Trade, sale: Sale): ScheduledAct {
  const when = timeOf(sale, 'confirmed')
  return step(trade, when, async (tx) => {
    await confirmPurchaseOrder(tx, acting(sale.seller, when), { id: sale.id })
    return [shipping(trade, sale)]
  })
}

function shipping(trade: Trade, sale: Sale): ScheduledAct {
  const when = timeOf(sale, 'shipped')
  return step(trade, when, async (tx) => {
    const context = acting(sale.seller, when)
    const shipmentId = await prepareShipment(tx, context, { purchaseOrderId: sale.id })
    await dispatchShipment(tx, context, {
      shipmentId,
      carrier: '县邮政公司（示例）',
      vehicle: '渝F·示例',
      driverPhone: '13800000000',
      version: 1,
    })
    return [receiving(trade, sale, shipmentId)]
  })
}

/** One delivery in nine is short on its first line. */
function receiving(trade: Trade, sale: Sale, shipmentId: string): ScheduledAct {
  const when = timeOf(sale, 'received')
  const missing = sale.chance > 0.89 ? 0.03 + (sale.chance - 0.89) / 2 : 0
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
    await receiveShipment(tx, acting(sale.unit.receiver, when), { shipmentId, note: '', lines })
    return [invoicing(trade, sale)]
  })
}

function invoicing(trade: Trade, sale: Sale): ScheduledAct {
  const when = at(sale.orderedOn, '15:00', 4)
  const issuedOn = addDays(sale.orderedOn, 4)
  return step(trade, when, async (tx) => {
    const seller = acting(sale.seller, when)
    const { freightCents } = await readInvoiceDraft(tx, seller.actor, sale.id)
    const invoiceId = await createInvoice(tx, seller, {
      purchaseOrderId: sale.id,
      number: invoiceNumberOf(issuedOn, '500237', trade.nextInvoice()),
      code: '',
      issuedOn,
      freightCents,
      fileId: null,
      reason: '',
    })
    return [paying(trade, sale, invoiceId)]
  })
}

/** Paid one to five weeks after the goods came; what is odd at once. */
function paying(trade: Trade, sale: Sale, invoiceId: string): ScheduledAct {
  const days = sale.oddity === null ? 10 + Math.floor(sale.chance * 28) : 9
  const when = at(sale.orderedOn, '10:00', days)
  return step(trade, when, async (tx) => {
    const [invoice] = await tx.execute<{ total: number }>(
      sql`select goods_cents + freight_cents as total from billing.invoices
        where id = ${invoiceId}`,
    )
    const paidOn = addDays(sale.orderedOn, days)
    const paymentId = await recordPayment(tx, acting(sale.unit.finance, when), {
      invoiceId,
      amountCents: invoice?.total ?? 0,
      bankReference: `HK${paidOn.replaceAll('-', '')}-${sale.number}`,
      paidOn,
    })
    return [paid(trade, sale, { invoiceId, paymentId, paidOn })]
  })
}

function paid(
  trade: Trade,
  sale: Sale,
  money: { invoiceId: string; paymentId: string; paidOn: string },
): ScheduledAct {
  const day = addDays(money.paidOn, 1)
  const when = at(day, '11:00')
  return step(trade, when, async (tx) => {
    await confirmPayment(tx, acting(sale.seller, when), { paymentId: money.paymentId })
    await settle(tx, acting(sale.seller, when), { ...sale, settledOn: day })
    const { invoiceId } = money
    if (sale.oddity === 'sent back late')
      return [returning(trade, sale, { invoiceId, day: addDays(sale.orderedOn, 55), tenths: 6 })]
    const goesBack = sale.oddity === null && sale.chance > 0.5 && sale.chance < 0.52
    return goesBack ? [returning(trade, sale, { invoiceId, day: addDays(day, 6), tenths: 1 })] : []
  })
}

/** A quality complaint: some tenths of the first line are returned, credited and paid back. */
function returning(
  trade: Trade,
  sale: Sale,
  { invoiceId, day, tenths }: { invoiceId: string; day: string; tenths: number },
): ScheduledAct {
  const when = at(day, '15:00')
  return step(trade, when, async (tx) => {
    const seller = acting(sale.seller, when)
    const [line] = await tx.execute<{ receipt_id: string; id: string; accepted_grams: number }>(sql`
      select l.receipt_id, l.id, l.accepted_grams from deliveries.goods_receipt_lines l
        join deliveries.goods_receipts r on r.id = l.receipt_id
      where r.purchase_order_id = ${sale.id} and l.accepted_grams >= 1000
      order by l.order_line_id limit 1`)
    if (line === undefined) return []
    const returnId = await recordReturn(tx, acting(sale.unit.receiver, when), {
      receiptId: line.receipt_id,
      reason: 'spoiled',
      note: '到货后部分变质',
      lines: [
        { receiptLineId: line.id, grams: Math.ceil((line.accepted_grams * tenths) / 1_000) * 100 },
      ],
    })
    await confirmReturn(tx, seller, { returnId })
    const draft = await readCreditNoteDraft(tx, seller.actor, invoiceId)
    const lines = draft.lines
      .filter(({ amountCents }) => amountCents > 0)
      .map(({ orderLineId, amountCents }) => ({ orderLineId, amountCents }))
    if (lines.length === 0) return []
    const reason = '到货后部分变质，双方协商退货'
    const number = invoiceNumberOf(day, '500237', trade.nextInvoice())
    const document = { number, issuedOn: day, freightCents: 0, fileId: null }
    await createCreditNote(tx, seller, { invoiceId, ...document, lines, reason })
    const bankReference = `TK${day.replaceAll('-', '')}-${sale.number}`
    const money = { invoiceId, bankReference, refundedOn: day, reason, lines }
    const refundId = await recordRefund(tx, seller, money)
    await confirmRefund(tx, acting(sale.unit.finance, when), { refundId })
    return []
  })
}
