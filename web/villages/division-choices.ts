import { searchDivisions } from '../../shared/villages/villages.api.ts'
import { call } from '../platform/api.ts'
import type { DivisionChoice } from '../ui/division-choice.ts'

/** What a DivisionPicker searches by: nodes in force, of one level or below one node if given. */
export function divisionChoices(limits: { level?: number; within?: string } = {}) {
  return async (text: string): Promise<DivisionChoice[]> => {
    const { items } = await call(searchDivisions, { query: { text, ...limits, limit: 20 } })
    const current = items.filter((each) => each.validTo === null)
    return current.map(({ code, name, pathName }) => ({ code, name, path: pathName }))
  }
}
