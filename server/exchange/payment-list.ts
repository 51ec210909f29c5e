import { Readable } from 'node:stream'
import type { BankLayout } from '../../shared/exchange/exchange.api.ts'
import { centsToYuanText } from '../../shared/money.ts'
import type { Transfer } from '../billing/index.ts'
import { csvOf } from '../platform/sheets/csv.ts'
import { textFormat, workbookOf } from '../platform/sheets/write-workbook.ts'
import { decimalOf, type FileValue } from './ledger-columns.ts'

interface ListColumn {
  title: string
  width: number
  value(transfer: Transfer): FileValue
  format?: string
}

const amountFormat = '0.00'
const yuanOf = ({ amountCents }: Transfer) => decimalOf(amountCents, 2)
const purpose = ({ reference }: Transfer) => `货款 ${reference}`

/** The lists that banks take for many transfers at once, column by column. */
const layouts: Record<BankLayout, { name: string; columns: readonly ListColumn[] }> = {
  icbc: {
    name: '工行批量转账',
    columns: [
      { title: '序号', width: 6, value: ({ position }) => position },
      text('收款账号', 26, ({ bankAccount }) => bankAccount),
      text('收款户名', 32, ({ name }) => name),
      text('收款开户行', 32, ({ bankName }) => bankName),
      // Banks find it by the name of the branch where it is left empty.
      text('收款行行号', 14, () => ''),
      { title: '金额', width: 16, value: yuanOf, format: amountFormat },
      text('用途', 24, purpose),
    ],
  },
  ccb: {
    name: '建行批量付款',
    columns: [
      text('收款方户名', 32, ({ name }) => name),
      text('收款方账号', 26, ({ bankAccount }) => bankAccount),
      text('收款方开户行名称', 32, ({ bankName }) => bankName),
      text('收款方联行号', 14, () => ''),
      { title: '转账金额（元）', width: 16, value: yuanOf, format: amountFormat },
      text('付款用途', 24, purpose),
      text('客户方流水号', 16, ({ reference }) => reference),
    ],
  },
}

/** A number that is no number: spreadsheets keep it as it is typed. */
function text(title: string, width: number, value: (transfer: Transfer) => string): ListColumn {
  return { title, width, value, format: textFormat }
}

/** How the list of a run is called: by its layout and the run's number. */
export function listName(layout: BankLayout, number: string, format: 'xlsx' | 'csv'): string {
  return `${layouts[layout].name}-${number}.${format}`
}

/** A run's transfers as a bank's batch file. */
export function paymentList(
  transfers: readonly Transfer[],
  { layout, format }: { layout: BankLayout; format: 'xlsx' | 'csv' },
): Readable {
  const { name, columns } = layouts[layout]
  if (format === 'csv') return Readable.from([csvOf(tableOf(columns, transfers))])
  return workbookOf({
    name,
    columns: columns.map((column) => ({
      title: column.title,
      width: column.width,
      numberFormat: column.format,
    })),
    rows: rowsOf(columns, transfers),
  })
}

async function* rowsOf(columns: readonly ListColumn[], transfers: readonly Transfer[]) {
  for (const transfer of transfers) yield columns.map((column) => column.value(transfer))
}

function tableOf(columns: readonly ListColumn[], transfers: readonly Transfer[]): string[][] {
  return [
    columns.map((column) => column.title),
    ...transfers.map((transfer) =>
      columns.map((column) => {
        const isAmount = column.format === amountFormat
        return isAmount ? centsToYuanText(transfer.amountCents) : String(column.value(transfer))
      }),
    ),
  ]
}
