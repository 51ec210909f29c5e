import type { NamedField } from '../../../shared/exchange/find-head.ts'
import type { ImportKindName } from '../../../shared/exchange/imports.schemas.ts'
import type { AnyKind } from './kind.ts'
import { people } from './people/people.ts'
import { units } from './units/units.ts'

/** One line for each kind. */
const kinds: Partial<Record<ImportKindName, AnyKind>> = { units, people }

export const allKinds: readonly AnyKind[] = Object.values(kinds)

export function kindOf(name: ImportKindName): AnyKind {
  const kind = kinds[name]
  if (kind === undefined) throw new Error(`no kind of import is called ${name}`)
  return kind
}

/** The fields of a kind as heads name them, in either language. */
export function namedFields({ fields }: AnyKind): NamedField[] {
  return Object.entries(fields).map(([name, { titles, words = [], isRequired = false }]) => ({
    name,
    words: [titles['zh-CN'], titles.en, ...words],
    isRequired,
  }))
}
