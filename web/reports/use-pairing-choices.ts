import { pairings } from '../../shared/assistance/assistance.api.ts'
import { call } from '../platform/api.ts'

export interface PairingChoice {
  value: string
  label: string
}

/** So many pairings are offered; of more, a place is chosen first. */
const most = 500

/** The pairings of a unit or group, or in a place, whose results are the reader's business. */
export async function pairingChoices(subject: {
  unitId?: string | undefined
  groupId?: string | undefined
  divisionCode?: string | undefined
}): Promise<PairingChoice[]> {
  const organisationId = subject.unitId || subject.groupId || undefined
  const within = subject.divisionCode || undefined
  const choices: PairingChoice[] = []
  for (let cursor: string | undefined; ; ) {
    const query = { organisationId, within, pageSize: 100, cursor }
    const { items, nextCursor } = await call(pairings, { query })
    for (const { id, organisation, place, firstSecretaryName, mayReadResults } of items)
      if (mayReadResults) {
        const label = [organisation.name, place.pathName, firstSecretaryName].filter(Boolean)
        choices.push({ value: id, label: label.join(' · ') })
      }
    if (nextCursor === null || choices.length >= most) return choices
    cursor = nextCursor
  }
}
