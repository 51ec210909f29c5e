import { lastDayOf } from '../months.ts'
import type { Days } from './periods.ts'

/** A pairing with one place: the one it names, or a successor of that (§3.15). */
export interface PairedPlace {
  pairingId: string
  organisationId: string
  placeCode: string
  namedCode: string
}

/** Days of a paired place, several where a member left its group and came back. */
export interface PairedDays extends Days {
  /** Which of the paired places. */
  position: number
}

export interface DatedPairing {
  id: string
  organisationId: string
  divisionCode: string
  fromDate: string
  toDate: string | null
}

/** Months of which a member's days count for its group, both whole (§3.8). */
interface Membership {
  unitId: string
  firstMonth: string
  lastMonth: string
}

/**
 * The places of pairings that have days in a period, and these days. A member's pairing counts for
 * its group in the months of its membership; without memberships all of its days count.
 */
export function pairedPlacesOf(
  pairings: readonly DatedPairing[],
  question: {
    days: Days
    memberships: readonly Membership[] | null
    successors: ReadonlyMap<string, readonly string[]>
    /** Only this place. */
    only?: string | undefined
  },
): { places: PairedPlace[]; days: PairedDays[] } {
  const places: PairedPlace[] = []
  const days: PairedDays[] = []
  for (const pairing of pairings) {
    const { id: pairingId, organisationId, divisionCode: namedCode } = pairing
    const own = daysOf(pairing, question)
    if (own.length === 0) continue
    for (const placeCode of [namedCode, ...(question.successors.get(namedCode) ?? [])]) {
      if (question.only !== undefined && question.only !== placeCode) continue
      const position = places.length
      places.push({ pairingId, organisationId, placeCode, namedCode })
      days.push(...own.map((stretch) => ({ ...stretch, position })))
    }
  }
  return { places, days }
}

function daysOf(
  { organisationId, fromDate, toDate }: DatedPairing,
  { days, memberships }: { days: Days; memberships: readonly Membership[] | null },
): Days[] {
  const whole = common(days, { from: fromDate, to: toDate ?? days.to })
  if (whole === null) return []
  const own = memberships?.filter(({ unitId }) => unitId === organisationId) ?? []
  if (memberships === null || own.length === 0) return [whole]
  return own.flatMap(({ firstMonth, lastMonth }) => {
    const to = lastMonth === '9999-12' ? days.to : lastDayOf(lastMonth)
    return common(whole, { from: `${firstMonth}-01`, to }) ?? []
  })
}

function common(one: Days, other: Days): Days | null {
  const from = one.from > other.from ? one.from : other.from
  const to = one.to < other.to ? one.to : other.to
  return from <= to ? { from, to } : null
}

/** The codes that lie under none of the others, each once: together they hold each place once. */
export function widestCodes(codes: readonly string[]): string[] {
  const all = [...new Set(codes)]
  return all.filter((code) => !all.some((other) => other !== code && code.startsWith(other)))
}
