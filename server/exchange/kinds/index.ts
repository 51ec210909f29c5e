import type { NamedField } from '../../../shared/exchange/find-head.ts'
import type { ImportKindName } from '../../../shared/exchange/imports.schemas.ts'
import { bankLinesKind } from './bank-lines/bank-lines.ts'
import { cooperatives } from './cooperatives/cooperatives.ts'
import { invoicesKind } from './invoices/invoices.ts'
import type { AnyKind } from './kind.ts'
import { lotsKind } from './lots/lots.ts'
import { openingKind } from './opening/opening.ts'
import { outsideKind } from './outside/outside.ts'
import { pairingsKind } from './pairings/pairings.ts'
import { people } from './people/people.ts'
import { productsKind } from './products/products.ts'
import { salesTermsKind } from './sales-terms/sales-terms.ts'
import { units } from './units/units.ts'

/** One line for each kind. */
const kinds: Record<ImportKindName, AnyKind> = {
  units,
  people,
  cooperatives,
  products: productsKind,
  sales_terms: salesTermsKind,
  lots: lotsKind,
  pairings: pairingsKind,
  bank_lines: bankLinesKind,
  invoices: invoicesKind,
  outside: outsideKind,
  opening: openingKind,
}

export const allKinds: readonly AnyKind[] = Object.values(kinds)

export function kindOf(name: ImportKindName): AnyKind {
  return kinds[name]
}

/** The fields of a kind as heads name them, in either language. */
export function namedFields({ fields }: AnyKind): NamedField[] {
  return Object.entries(fields).map(([name, { titles, words = [], isRequired = false }]) => ({
    name,
    words: [titles['zh-CN'], titles.en, ...words],
    isRequired,
  }))
}
