import type { z } from 'zod'
import type { ledgerRow } from '../../shared/reports/reports.schemas.ts'
import type { LedgerCursor, LedgerLine } from './ledger.queries.ts'

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

/** The place in the list after which the next page begins: `month.county.number`. */
export function cursorText(line: LedgerLine): string {
  return `${line.month}.${line.countyCode}.${line.number}`
}

export function parseCursor(text: string | undefined): LedgerCursor | null {
  const [month, countyCode, number] = text?.split('.') ?? []
  if (month === undefined || countyCode === undefined || number === undefined) return null
  return { month, countyCode, number: Number(number) }
}
