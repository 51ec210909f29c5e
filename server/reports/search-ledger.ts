import { tidyCode } from '../../shared/text.ts'
import { organisationsNamed } from '../organisations/index.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { villagesNamed } from '../villages/index.ts'
import {
  mostGoods,
  mostNamed,
  type NamedInLedger,
  selectGoodsNamed,
  selectOrdersNumbered,
} from './ledger-names.queries.ts'

/** What a text names: how an order number begins, or a part of a name. */
export async function namedInLedger(
  reader: Reader,
  text: string,
  node: string | null,
): Promise<NamedInLedger> {
  const most = mostNamed + 1
  const organisationIds = await organisationsNamed(reader, text, most)
  const villageCodes = await villagesNamed(reader, { word: text, within: node, most })
  // Numbers are typed in full-width signs too (§2.7); names are searched as they are written.
  const number = tidyCode(text).toUpperCase()
  const ordersOfLines = await selectOrdersNumbered(reader, number, most)
  const pattern = `%${literal(text)}%`
  const productIds = await selectGoodsNamed(reader, { text, pattern, most: mostGoods + 1 })
  const lists = [organisationIds, villageCodes, ordersOfLines]
  return {
    ...{ organisationIds, villageCodes, productIds },
    purchaseOrderIds: ordersOfLines,
    isCommon: lists.some((list) => list.length > mostNamed) || productIds.length > mostGoods,
    text,
    pattern,
    begins: `${literal(number)}%`,
  }
}

/** A text that stands for itself within a pattern. */
function literal(text: string): string {
  return text.replaceAll(/[%_\\]/g, '\\$&')
}
