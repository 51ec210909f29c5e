import { organisationsNamed } from '../organisations/index.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { villagesNamed } from '../villages/index.ts'
import { type NamedInLedger, selectOrdersNumbered } from './ledger-filter.queries.ts'

const mostNamed = 1_000

/** What a text names: how an order number begins, or a part of a name. */
export async function namedInLedger(
  reader: Reader,
  text: string,
  node: string | null,
): Promise<NamedInLedger> {
  const most = mostNamed + 1
  const organisationIds = await organisationsNamed(reader, text, most)
  const villageCodes = await villagesNamed(reader, { word: text, within: node, most })
  const purchaseOrderIds = await selectOrdersNumbered(reader, text.toUpperCase(), most)
  const lists = [organisationIds, villageCodes, purchaseOrderIds]
  return {
    ...{ organisationIds, villageCodes, purchaseOrderIds },
    isCommon: lists.some((list) => list.length > mostNamed),
    pattern: `%${text.replaceAll(/[%_\\]/g, '\\$&')}%`,
  }
}
