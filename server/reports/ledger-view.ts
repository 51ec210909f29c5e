import type { z } from 'zod'
import { fieldError } from '../../shared/errors.ts'
import type { ledgerRow } from '../../shared/reports/reports.schemas.ts'
import { day } from '../../shared/scalars.ts'
import type { LedgerCursor, LedgerLine, LedgerSort } from './ledger.queries.ts'

/** An entry as lists show it; what has no name any more is shown without one, not left out. */
export function ledgerRowView(line: LedgerLine): z.input<typeof ledgerRow> {
  return {
    countyCode: line.countyCode,
    number: line.number,
    month: line.month,
    recognisedOn: line.recognisedOn,
    orderedOn: line.orderedOn,
    villageCode: line.villageCode,
    villageName: line.villageName ?? '',
    directUnitName: line.directUnitName,
    helpUnitName: line.helpUnitName,
    cooperativeName: line.cooperativeName ?? '',
    productName: line.productName ?? '',
    channel: line.channel,
    marks: line.marks,
    paired: line.isPaired,
    counted: line.counted,
    grade: line.grade,
    grams: line.grams,
    cents: line.cents,
    causeType: line.causeType,
    purchaseOrderNumber: line.purchaseOrderNumber,
    correctsNumber: line.correctsNumber,
    adjustsMonth: line.adjustsMonth,
  }
}

/** The place in the list after a line, with what the list is sorted by, if not by its number. */
export function cursorOf(line: LedgerLine, sort: LedgerSort | undefined): LedgerCursor {
  const { month, countyCode, number, recognisedOn, cents, grams } = line
  const values = { number: undefined, day: recognisedOn, amount: `${cents}`, weight: `${grams}` }
  return { month, countyCode, number, value: values[sortName(sort)] }
}

const sortName = (sort: LedgerSort = 'number') =>
  sort.replace('-', '') as 'number' | 'day' | 'amount' | 'weight'

/** The place as addresses say it: `month.county.number`, or with a value behind them. */
export function cursorText(line: LedgerLine, sort: LedgerSort | undefined): string {
  const { month, countyCode, number, value } = cursorOf(line, sort)
  return [month, countyCode, number, value].filter((part) => part !== undefined).join('.')
}

export function parseCursor(
  text: string | undefined,
  sort: LedgerSort | undefined,
): LedgerCursor | null {
  const [month, countyCode, number, value] = text?.split('.') ?? []
  if (month === undefined || countyCode === undefined || number === undefined) return null
  const name = sortName(sort)
  if (name === 'number') return { month, countyCode, number: Number(number) }
  const isOfSort = name === 'day' ? day.safeParse(value).success : /^-?\d+$/.test(value ?? '')
  if (!isOfSort) throw fieldError(['cursor'], 'wrong_format')
  return { month, countyCode, number: Number(number), value }
}
