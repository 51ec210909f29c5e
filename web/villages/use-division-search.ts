import { searchDivisions } from '../../shared/villages/villages.api.ts'
import { call } from '../platform/api.ts'
import type { SearchDivisions } from '../ui/division-choice.ts'

/** The search of a PlaceField: nodes in force, of one level or below one node if given. */
export function useDivisionSearch(
  limits: { level?: number; within?: string } = {},
): SearchDivisions {
  return async (text) => {
    const { items } = await call(searchDivisions, { query: { text, ...limits, limit: 20 } })
    const current = items.filter((item) => item.validTo === null)
    return current.map(({ code, name, pathName }) => ({ code, name, path: pathName }))
  }
}
