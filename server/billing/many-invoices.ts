import { mayBeInvoiced } from '../../shared/orders/order-states.ts'
import { firstReceiptDays } from '../deliveries/index.ts'
import { recordAudits } from '../evidence/index.ts'
import { lockPurchaseOrders, type PurchaseOrderRow, purchaseOrdersByIds } from '../orders/index.ts'
import { unitsByIds } from '../organisations/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { publishEvents } from '../platform/jobs/outbox.ts'
import { billedByOrder } from './create-invoice.ts'
import { insertInvoiceOrders } from './invoice-orders.queries.ts'
import {
  documentsByNumbers,
  insertInvoices,
  timesEntered,
  uninvoicedOrders,
} from './many-invoices.queries.ts'
import { postInvoiceMoves } from './post-entries.ts'
import { type OpenToInvoice, openToInvoice } from './read-invoice-draft.ts'

/** An order with accepted goods that no invoice covers, with all that is open of it in 分. */
export interface OrderToBill {
  id: string
  number: string
  orderedOn: string
  unitId: string
  unitName: string
  unitCreditCode: string
  supervisingCountyCode: string
  goodsCents: number
  freightCents: number
}

/** The seller's orders that an invoice may bill in whole, by their last acceptance. */
export async function ordersToBill(reader: Reader, cooperativeId: string): Promise<OrderToBill[]> {
  const waiting = await uninvoicedOrders(reader, cooperativeId)
  const ids = waiting.map(({ purchaseOrderId }) => purchaseOrderId)
  const byId = new Map((await purchaseOrdersByIds(reader, ids)).map((row) => [row.id, row]))
  const orders = ids.flatMap((id) => byId.get(id) ?? []).filter(({ state }) => mayBeInvoiced(state))
  const open = await openToInvoice(reader, orders)
  const units = await unitsByIds(reader, [...new Set(orders.map(({ unitId }) => unitId))])
  return orders.flatMap((order, at) => {
    const { id, number, orderedOn, unitId, supervisingCountyCode } = order
    const unit = units.get(unitId)
    const whole = wholeOf(open[at])
    if (unit === undefined || whole === null) return []
    const names = { unitName: unit.name, unitCreditCode: unit.creditCode ?? '' }
    return [{ id, number, orderedOn, unitId, supervisingCountyCode, ...names, ...whole }]
  })
}

/** All that is open of an order; null where a line is billed above what was accepted of it. */
function wholeOf(open: OpenToInvoice | undefined) {
  if (open === undefined || open.lines.some(({ restCents }) => restCents < 0)) return null
  const goodsCents = open.lines.reduce((sum, { amountCents }) => sum + amountCents, 0)
  return goodsCents === 0 ? null : { goodsCents, freightCents: open.freightCents }
}

/** An invoice for all that is open of one or more orders, with or without their freight. */
export interface WholeInvoice {
  id: string
  number: string
  issuedOn: string
  orderIds: string[]
  goodsCents: number
  freightCents: number
}

/**
 * Enters invoices that the actor's cooperative issued, each for all that is open of its orders, by
 * as many statements as one (§7.4). Returns the ids of those that cannot be entered any more: their
 * number is taken, or something else is open of their orders now.
 */
export async function enterInvoices(
  tx: Transaction,
  context: Context,
  inputs: readonly WholeInvoice[],
): Promise<Set<string>> {
  const cooperativeId = organisationOf(context.actor)
  const ids = [...new Set(inputs.flatMap(({ orderIds }) => orderIds))].sort()
  const orders = await lockPurchaseOrders(tx, ids)
  const orderOf = new Map(orders.map((order) => [order.id, order]))
  const open = await openToInvoice(tx, orders)
  const openOf = new Map(open.map((each) => [each.purchaseOrderId, each]))
  const received = await firstReceiptDays(tx, ids)
  const numbers = inputs.map(({ number }) => number)
  const taken = new Set((await documentsByNumbers(tx, cooperativeId, numbers)).keys())
  const billed = new Set<string>()
  const entered = inputs.filter((input) => {
    const own = input.orderIds.flatMap((id) => orderOf.get(id) ?? [])
    const wholes = input.orderIds.map((id) => wholeOf(openOf.get(id)))
    const sumOf = (key: 'goodsCents' | 'freightCents') =>
      wholes.reduce((sum, whole) => sum + (whole?.[key] ?? Number.NaN), 0)
    const isLeft =
      own.every((order) => isBillable(order, { cooperativeId, input, received, billed })) &&
      new Set(own.map((order) => `${order.unitId} ${order.supervisingCountyCode}`)).size === 1 &&
      sumOf('goodsCents') === input.goodsCents &&
      (input.freightCents === 0 || sumOf('freightCents') === input.freightCents) &&
      !taken.has(input.number)
    if (isLeft) for (const id of [...input.orderIds, input.number]) billed.add(id)
    return isLeft
  })
  await write(tx, context, { entered, orderOf, openOf })
  return new Set(inputs.filter((input) => !entered.includes(input)).map(({ id }) => id))
}

function isBillable(
  { id, state, cooperativeId, orderedOn }: PurchaseOrderRow,
  known: {
    cooperativeId: string
    input: WholeInvoice
    received: ReadonlyMap<string, string>
    billed: ReadonlySet<string>
  },
): boolean {
  const { input, received, billed } = known
  return (
    cooperativeId === known.cooperativeId &&
    mayBeInvoiced(state) &&
    received.has(id) &&
    input.issuedOn >= orderedOn &&
    !billed.has(id) &&
    !billed.has(input.number)
  )
}

interface Locked {
  entered: readonly WholeInvoice[]
  orderOf: ReadonlyMap<string, PurchaseOrderRow>
  openOf: ReadonlyMap<string, OpenToInvoice>
}

type Document = ReturnType<typeof documentsOf>[number]

function documentsOf(context: Context, { entered, orderOf, openOf }: Locked) {
  return entered.flatMap((input) => {
    const order = orderOf.get(input.orderIds[0] ?? '')
    if (order === undefined) return []
    const { orderIds, ...columns } = input
    const { cooperativeId, unitId, supervisingCountyCode } = order
    const row = {
      ...{ ...columns, cooperativeId, unitId, supervisingCountyCode, fileId: null, reason: '' },
      ...{ createdBy: context.actor.personId, createdAt: context.now },
    }
    const open = orderIds.flatMap((id) => openOf.get(id) ?? [])
    const billed = open.flatMap(({ lines }) => lines).filter(({ amountCents }) => amountCents > 0)
    const lines = billed.map(({ order: line, grams, amountCents }) => ({
      ...{ orderLineId: line.id, grams, amountCents },
    }))
    return [{ row, open, lines, orderIds }]
  })
}

async function write(tx: Transaction, context: Context, locked: Locked): Promise<void> {
  const documents = documentsOf(context, locked)
  const [first] = documents
  if (first === undefined) return
  const numbers = documents.map(({ row }) => row.number)
  const before = await timesEntered(tx, first.row.cooperativeId, numbers)
  await insertInvoices(
    tx,
    documents.map(({ row }) => ({ ...row, entry: (before.get(row.number) ?? 0) + 1 })),
    documents.flatMap(({ row, lines }) =>
      lines.map((line) => ({ id: context.newId(), invoiceId: row.id, ...line })),
    ),
  )
  await insertInvoiceOrders(
    tx,
    documents.flatMap(({ row: { id, freightCents }, open, lines }) =>
      billedByOrder(open, { id, lines, freightCents }),
    ),
  )
  await postInvoiceMoves(
    tx,
    context,
    documents.map(({ row }) => ({
      cause: { kind: 'invoice', id: row.id },
      invoice: row,
      occurredOn: row.issuedOn,
      balance: { beforeCents: 0, afterCents: row.goodsCents + row.freightCents },
      against: [
        { account: 'sales', cents: -row.goodsCents },
        { account: 'freight', cents: -row.freightCents },
      ],
    })),
  )
  await announce(tx, context, documents)
}

async function announce(
  tx: Transaction,
  context: Context,
  documents: readonly Document[],
): Promise<void> {
  await recordAudits(
    tx,
    context,
    documents.map(({ row: { id, number, issuedOn, goodsCents, freightCents }, ...rest }) => ({
      action: 'billing.create-invoice',
      ...{ subjectType: 'invoice', subjectId: id },
      after: {
        ...{ number, issuedOn, goodsCents, freightCents, reason: '', lines: rest.lines },
        purchaseOrderIds: rest.orderIds,
      },
    })),
  )
  await publishEvents(
    tx,
    context,
    documents.map(({ row: { id, number, unitId }, orderIds: [purchaseOrderId] }) => ({
      topic: 'billing.invoice-created',
      ...{ subjectType: 'invoice', subjectId: id },
      payload: { number, purchaseOrderId, unitId },
    })),
  )
}
