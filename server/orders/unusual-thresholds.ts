import { policySchemas } from '../../shared/assistance/policies.ts'
import type { UnusualThresholds } from '../../shared/orders/unusual.ts'
import { policyValue } from '../assistance/index.ts'
import type { Reader } from '../platform/db/transaction.ts'

const usual = { leastTimes: 3, moreThan: 20_000, lessThan: 5_000, dearerThan: 11_000 }
const usualPriceCheck = 13_000

/** From where on lines of a requisition are unusual, by what was decided for a day (§3.12). */
export async function unusualThresholds(reader: Reader, on: string): Promise<UnusualThresholds> {
  const lines = await policyValue(reader, 'unusual_lines', on)
  const check = await policyValue(reader, 'price_check', on)
  return {
    ...policySchemas.unusual_lines.parse(lines ?? usual),
    aboveMedian: policySchemas.price_check.parse(check ?? usualPriceCheck),
  }
}
