import { searchDivisions } from '../../shared/villages/villages.api.ts'
import { call } from '../platform/api.ts'
import type { DivisionChoice } from '../ui/division-choice.ts'

/** Villages in force whose name, path or code is typed. */
export function findVillages(text: string): Promise<DivisionChoice[]> {
  return find(text, 5)
}

/** Nodes of any level in force. */
export function findPlaces(text: string): Promise<DivisionChoice[]> {
  return find(text)
}

async function find(text: string, level?: number): Promise<DivisionChoice[]> {
  const { items } = await call(searchDivisions, { query: { text, level } })
  return items
    .filter((item) => item.validTo === null)
    .map(({ code, name, pathName }) => ({ code, name, path: pathName }))
}
