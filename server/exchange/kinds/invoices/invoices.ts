import { invoiceNumberOf } from '../../../../shared/billing/invoice-number.ts'
import type { RowRemark } from '../../../../shared/exchange/imports.schemas.ts'
import { centsToYuanText } from '../../../../shared/money.ts'
import { dayOf } from '../../../../shared/scalars.ts'
import { mostSheetRows } from '../../../../shared/sheet-files.ts'
import {
  documentsByNumbers,
  enterInvoices,
  type NumberedDocument,
  type OrderToBill,
  ordersToBill,
  type WholeInvoice,
} from '../../../billing/index.ts'
import { cooperativeById } from '../../../organisations/index.ts'
import { type Context, organisationOf } from '../../../platform/context.ts'
import { type CheckedRow, type CheckInput, type Decision, defineKind } from '../kind.ts'
import { choiceValue, findBills, labelOf, namedOrders } from './find-bill.ts'
import { type InvoiceValues, invoiceFields } from './invoice-fields.ts'
import { decisionByStatus } from './invoice-status.ts'

type Choices = CheckInput<InvoiceValues>['choices']
type MaybeValues = CheckInput<InvoiceValues>['faulty'][number]['values']

const latestDay = '2200-12-31'

/**
 * The invoices that one's own cooperative issued, as the tax platform lists them (发票清单, §7.4):
 * each for all that is open of the orders that have exactly its sum. What bills less, or more with
 * a reason, is entered on the order's page. An invoice never changes, so none is undone; a mistyped
 * one is voided on its own page.
 */
export const invoicesKind = defineKind({
  name: 'invoices',
  titles: { 'zh-CN': '发票清单', en: 'Invoice list' },
  fields: invoiceFields,
  isFinal: true,
  // Which orders a list names shows only where all of it is seen together.
  checkedAtOnce: mostSheetRows,
  mayImport: ({ roles, organisationKind }) =>
    organisationKind === 'cooperative' && roles.includes('cooperative_manager'),
  check: checkInvoices,
  apply: async (tx, context, { rows }) => {
    const refused = await enterInvoices(
      tx,
      context,
      rows.map(({ plan }) => plan),
    )
    return rows.map(({ number, plan }) =>
      refused.has(plan.id)
        ? { number, faults: [{ field: null, code: 'no_order_to_bill' as const }] }
        : { number, plan, subject: { type: 'invoice', id: plan.id } },
    )
  },
  hinders: async (_, rows) =>
    new Map(rows.map(({ number }) => [number, [{ field: null, code: 'in_use' as const }]])),
  undo: async () => undefined,
})

interface Known {
  seller: { name: string; creditCode: string }
  documents: ReadonlyMap<string, NumberedDocument>
  orders: readonly OrderToBill[]
  /** Those that rows of the list name: no other row takes them. */
  named: ReadonlySet<OrderToBill>
  choices: Choices
}

async function checkInvoices({
  reader,
  context,
  rows,
  faulty,
  choices,
}: CheckInput<InvoiceValues>): Promise<Decision<WholeInvoice>[]> {
  const cooperativeId = organisationOf(context.actor)
  const own = await cooperativeById(reader, cooperativeId)
  const numbers = rows.map((row) => numberOf(row.values))
  const orders = await ordersToBill(reader, cooperativeId)
  const documents = await documentsByNumbers(
    reader,
    cooperativeId,
    numbers.flatMap((each) => ('number' in each ? [each.number] : [])),
  )
  const named = [...rows, ...faulty].flatMap(({ values }) => {
    const number = numberOf(values)
    const isEntered = 'number' in number && documents.has(number.number)
    return billsOrders(values) && !isEntered ? namedOrders(orders, wantedOf(values)) : []
  })
  const known: Known = {
    seller: { name: own?.name ?? '', creditCode: own?.creditCode ?? '' },
    ...{ documents, orders, named: new Set(named), choices },
  }
  return rows.map((row) => decide(context, row, known))
}

/** Both columns of numbers are filled in one list: 数电发票号码 is the one that counts. */
function numberOf(values: MaybeValues) {
  const { digitalNumber, number, code } = values
  return invoiceNumberOf(
    digitalNumber
      ? { number: digitalNumber, code: '' }
      : { number: number ?? '', code: code ?? '' },
  )
}

function decide(
  context: Context,
  { values }: CheckedRow<InvoiceValues>,
  known: Known,
): Decision<WholeInvoice> {
  const named = numberOf(values)
  const document = 'number' in named ? known.documents.get(named.number) : undefined
  const byStatus = decisionByStatus(values, { document, totalCents: totalOf(values) })
  if (byStatus !== null) return { ...byStatus, key: context.newId() }
  const faults = faultsOf(context, values, known.seller)
  if ('fault' in named) {
    const field = named.fault === 'invoice_code_format' ? 'code' : numberField(values)
    faults.push({ field, code: named.fault })
  }
  const totalCents = totalOf(values)
  if (faults.length > 0 || totalCents === null || 'fault' in named)
    return { outcome: 'fault', key: context.newId(), faults }
  const key = named.number
  const entered = document
  if (entered !== undefined) {
    const isSame =
      !entered.isCreditNote &&
      entered.totalCents === totalCents &&
      entered.issuedOn === values.issuedOn
    return isSame
      ? { outcome: 'same', key, subject: { type: 'invoice', id: entered.id } }
      : faultOf(key, numberField(values), 'invoice_number_taken')
  }
  const { bills, isOnly } = findBills(known.orders, wantedOf(values), known.named)
  const field = numberField(values)
  const text = (values.digitalNumber || values.number) ?? ''
  const chosen = bills.find((bill) => choiceValue(bill) === known.choices[field]?.[text])
  const bill = isOnly ? bills[0] : chosen
  if (bill !== undefined) {
    const { orders, goodsCents, freightCents } = bill
    const sums = { goodsCents, freightCents, orderIds: orders.map(({ id }) => id) }
    const plan = { id: context.newId(), number: key, issuedOn: values.issuedOn, ...sums }
    const isPartly = values.status === 'partlyReversed'
    const notes = isPartly ? [{ field: 'status', code: 'partly_reversed_there' as const }] : []
    return { outcome: 'create', key, plan, notes, derived: { note: labelOf(bill) } }
  }
  if (bills.length === 0) return faultOf(key, 'total', 'no_order_to_bill')
  const options = bills.map((each) => ({ value: choiceValue(each), label: labelOf(each) }))
  const remark: RowRemark = { field, code: 'ambiguous', values: { text }, text, options }
  return { outcome: 'fault', key, faults: [remark] }
}

function billsOrders({ status }: MaybeValues): boolean {
  return status === null || status === 'valid' || status === 'partlyReversed'
}

function wantedOf(values: MaybeValues) {
  const { buyerCode, buyerName, issuedOn, note } = values
  const buyer = { buyerCode: buyerCode ?? '', buyerName: buyerName ?? '' }
  return {
    ...buyer,
    issuedOn: issuedOn ?? latestDay,
    totalCents: totalOf(values) ?? 0,
    note: note ?? '',
  }
}

function faultOf(key: string, field: string, code: RowRemark['code']): Decision<WholeInvoice> {
  return { outcome: 'fault', key, faults: [{ field, code }] }
}

function numberField({ digitalNumber }: InvoiceValues): 'digitalNumber' | 'number' {
  return digitalNumber ? 'digitalNumber' : 'number'
}

function totalOf({ total, amount, tax }: MaybeValues): number | null {
  return total ?? (amount === null ? null : amount + (tax ?? 0))
}

function faultsOf(context: Context, values: InvoiceValues, seller: Known['seller']): RowRemark[] {
  const faults: RowRemark[] = []
  const { sellerCode, sellerName, amount, tax, total } = values
  if (sellerCode && sellerCode !== seller.creditCode)
    faults.push({ field: 'sellerCode', code: 'seller_differs' })
  else if (!sellerCode && sellerName && sellerName !== seller.name)
    faults.push({ field: 'sellerName', code: 'seller_differs' })
  if (values.issuedOn > dayOf(context.now))
    faults.push({ field: 'issuedOn', code: 'in_the_future' })
  if (!values.buyerCode && !values.buyerName) faults.push({ field: 'buyerName', code: 'required' })
  const totalCents = totalOf(values)
  if (totalCents === null) faults.push({ field: 'total', code: 'required' })
  else if (totalCents <= 0)
    faults.push({ field: 'total', code: 'too_small', values: { minimum: '0.01' } })
  else if (total !== null && amount !== null && tax !== null && amount + tax !== total)
    faults.push({
      ...{ field: 'total', code: 'sum_differs' },
      values: { sum: centsToYuanText(amount + tax) },
    })
  return faults
}
