import { type SQL, sql } from 'drizzle-orm'
import type { PairedDays, PairedPlace } from '../../shared/reports/paired-places.ts'
import { arrayOf } from '../platform/db/rows.ts'
import { unitLists } from './scope.queries.ts'
import type { UnitMonths } from './scope.ts'

/** Paired places with their days, and the units that are credited for each organisation. */
export interface PairedPlaces {
  places: readonly PairedPlace[]
  days: readonly PairedDays[]
  units: readonly (UnitMonths & { organisationId: string })[]
  /** Which places are summed as one, by their position; each by itself unless told. */
  groups?: readonly number[]
}

/** Paired places on their days: position, organisation_id, code, beyond, days and months. */
export function placeRows({ places, days, groups }: PairedPlaces): SQL {
  const of = (value: (stretch: PairedDays, place: PairedPlace) => string) =>
    days.map((stretch) => value(stretch, places[stretch.position] as PairedPlace))
  const positions = of(({ position }) => String(groups?.[position] ?? position))
  const organisations = of((_, place) => place.organisationId)
  const codes = of((_, place) => place.placeCode)
  const [from, to] = [of((stretch) => stretch.from), of((stretch) => stretch.to)]
  return sql`
    select position::int, organisation_id, code, code || ':' as beyond,
      from_day::date as from_day, to_day::date as to_day,
      left(from_day, 7) as first_month, left(to_day, 7) as last_month
    from unnest(${arrayOf('bigint', positions)}, ${arrayOf('uuid', organisations)},
      ${arrayOf('text', codes)}, ${arrayOf('text', from)}, ${arrayOf('text', to)})
      as s(position, organisation_id, code, from_day, to_day)`
}

/** The units that are credited for each organisation, in their months. */
export function creditedRows({ units }: PairedPlaces): SQL {
  const organisations = units.map(({ organisationId }) => organisationId)
  return sql`
    select * from unnest(${arrayOf('uuid', organisations)}, ${sql.join(unitLists(units), sql`, `)})
      as c(organisation_id, unit_id, first_month, last_month)`
}

export const idsOf = ({ units }: PairedPlaces) =>
  arrayOf('uuid', [...new Set(units.map(({ unitId }) => unitId))])

/** Whether a row lies in a paired place: of a county with what is of unknown villages (§3.5). */
export const isInPlace = (county: SQL, village: SQL) => sql`
  case when length(s.code) <= 6 then ${county} else ${village} end >= s.code
    and case when length(s.code) <= 6 then ${county} else ${village} end < s.beyond`

/** Whether a unit of a row `r` is credited for the organisation that is paired, in its month. */
export const isCredited = (unitId: SQL, month: SQL) => sql`exists (
  select from credited c where c.organisation_id = s.organisation_id and c.unit_id = ${unitId}
    and ${month} between c.first_month and c.last_month)`

/**
 * Whether an entry `r` of the ledger was brought by pairings: it lies on their days, comes from
 * their places, and is credited to a unit that counts for whoever is paired (§3.15).
 */
export function isBrought(paired: PairedPlaces): SQL {
  return sql`exists (
    with paired_places as materialized (${placeRows(paired)}),
      credited as materialized (${creditedRows(paired)})
    select from paired_places s
    where r.month between s.first_month and s.last_month
      and ${dayOfEntry} between s.from_day and s.to_day
      and ${isInPlace(sql`r.county_code`, sql`r.village_code`)}
      and (${isCredited(sql`r.direct_unit_id`, sql`r.month`)}
        or ${isCredited(sql`r.help_unit_id`, sql`r.month`)}))`
}

/** The day on which an entry `r` lies: none before the month that it is posted in (§4.6). */
export const dayOfEntry = sql`greatest(r.recognised_on, (r.month || '-01')::date)`
