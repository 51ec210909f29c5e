import type { SupplyRow } from '../../shared/catalogue/supply.schemas.ts'
import { dayOf } from '../../shared/scalars.ts'
import { pairedPlacesOf } from '../assistance/index.ts'
import type { Context } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { capacitiesOf, divisionsByCodes } from '../villages/index.ts'
import { selectSupply } from './supply.queries.ts'

/** The places that are asked about: those paired with a unit or group, or a county and below. */
export async function placesOfSupply(
  reader: Reader,
  { actor, now }: Context,
  question: { organisationId?: string | undefined; divisionCode?: string | undefined },
): Promise<string[]> {
  const isOffice = actor.organisationKind === 'authority' || actor.organisationKind === 'platform'
  const area = question.divisionCode ?? (isOffice ? actor.divisionCode : null) ?? ''
  const helperId = question.organisationId ?? (isOffice ? null : actor.organisationId)
  if (question.divisionCode === undefined && helperId !== null)
    return pairedPlacesOf(reader, { organisationId: helperId, on: dayOf(now) })
  return area.length >= 6 ? [area] : []
}

/** The most kinds of produce that are listed. */
const mostRows = 100

/**
 * Who can deliver what and when out of places and the counties around them, what comes from these
 * places first; with what is left of it and what its villages declared to grow.
 */
export async function supplyOfPlaces(
  reader: Reader,
  { places, on }: { places: readonly string[]; on: string },
): Promise<SupplyRow[]> {
  const counties = [...new Set(places.map((code) => code.slice(0, 6)))]
  if (counties.length === 0) return []
  const rows = await selectSupply(reader, { paired: places, counties, on, limit: mostRows })
  const villages = [...new Set(rows.flatMap((row) => row.villageCodes))]
  const declared = await capacitiesOf(reader, villages)
  const thisYear = Number(on.slice(0, 4))
  const current = declared.filter(({ seasonYear }) => seasonYear === thisYear)
  const origins = await divisionsByCodes(
    reader,
    rows.map((row) => row.originCode),
  )
  return rows.map(({ cooperativeId, cooperativeName, originCode, villageCodes, ...row }) => {
    const own = current.filter(
      ({ villageCode, produce }) =>
        villageCodes.includes(villageCode) && row.name.includes(produce),
    )
    return {
      ...row,
      cooperative: { id: cooperativeId, name: cooperativeName },
      origin: { code: originCode, pathName: origins.get(originCode)?.pathName ?? originCode },
      capacityGrams:
        own.length === 0 ? null : own.reduce((sum, { capacityGrams }) => sum + capacityGrams, 0),
    }
  })
}
