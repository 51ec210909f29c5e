import type { Reply } from '../../shared/endpoint.ts'
import { fieldError } from '../../shared/errors.ts'
import type { Figure } from '../../shared/figure.ts'
import { pairedPlacesOf } from '../../shared/reports/paired-places.ts'
import { type Days, daysOfPeriod, previousPeriod } from '../../shared/reports/periods.ts'
import { growthBasisPoints } from '../../shared/reports/ratios.ts'
import type { listRanking } from '../../shared/reports/reports.api.ts'
import { countyPolicyValue, pairingsNamingSecretaries } from '../assistance/index.ts'
import { organisationNames } from '../organisations/index.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { divisionsByCodes, successorsOf } from '../villages/index.ts'
import type { ResolvedReport } from './resolve-report.ts'
import { selectRecognised } from './results.queries.ts'
import { unitsAlways, unitsWhileMembers } from './scope.ts'

/**
 * Whether the first secretaries of a place are ranked: of a county or a place in it whose office
 * has decided so for the last day of the period; nowhere else.
 */
export async function ranksSecretaries(
  reader: Reader,
  { scope, days }: Pick<ResolvedReport, 'scope' | 'days'>,
): Promise<boolean> {
  const { units, node } = scope
  if (units !== null || node === null || node.length < 6) return false
  const question = { name: 'secretary_ranking' as const, countyCode: node.slice(0, 6) }
  return (await countyPolicyValue(reader, { ...question, on: days.to })) === true
}

/**
 * First secretaries in the order of what they brought to the places of a county, each by all
 * pairings there that name the same person of the same unit or group, each line once (§3.15).
 */
export async function secretaryRankingOf(
  reader: Reader,
  { report, limit }: { report: ResolvedReport; limit: number },
): Promise<Reply<typeof listRanking>> {
  const { scope, days, before, state, period } = report
  if (!(await ranksSecretaries(reader, report))) throw fieldError(['by'], 'not_an_option')
  const node = scope.node ?? ''
  const now = await broughtWithin(reader, node, days)
  const lastYear = await broughtWithin(reader, node, before)
  const previous = previousPeriod(period)
  const ranksBefore =
    previous === null
      ? new Map<string, number>()
      : ranksOf(await broughtWithin(reader, node, daysOfPeriod(previous, days.to)))
  const growth = state === 'future' ? () => null : growthBasisPoints
  const ranked = inOrder(now).slice(0, limit)
  const names = await namesOf(reader, ranked)
  const lastYearCents = lastYear.total.cents
  return {
    items: ranked.map((person, index) => {
      const { cents = 0 } = lastYear.people.get(person.key) ?? {}
      return {
        ...{ rank: index + 1, previousRank: ranksBefore.get(person.key) ?? null },
        ...{ key: person.pairingId, name: person.name, detail: names(person) },
        ...{ cents: person.cents, grams: person.grams, lastYearCents: cents },
        // What pairings brought lies in the ledger alone.
        ...noOpenings,
        growthBasisPoints: growth(person.cents, cents),
        completionBasisPoints: null,
      }
    }),
    total: {
      ...now.total,
      lastYearCents,
      ...noOpenings,
      growthBasisPoints: growth(now.total.cents, lastYearCents),
    },
    isPartial: now.isCut,
  }
}

const noOpenings = { openingCents: 0, lastYearOpeningCents: 0 }

interface Person {
  key: string
  /** The newest of the pairings that name the person. */
  pairingId: string
  name: string
  organisationId: string
  placeCode: string
  cents: Figure
  grams: Figure
}

interface Brought {
  people: ReadonlyMap<string, Person>
  total: { cents: Figure; grams: Figure }
  /** Of more pairings than are read. */
  isCut: boolean
}

/** What each first secretary brought to places within a node on some days, and all together. */
async function broughtWithin(reader: Reader, node: string, days: Days): Promise<Brought> {
  const nothing = { cents: 0, grams: 0 }
  const question = { within: node, ...days }
  const { pairings, members, isCut } = await pairingsNamingSecretaries(reader, question)
  if (pairings.length === 0) return { people: new Map(), total: nothing, isCut }
  const people = new Map<string, Person>()
  for (const { id: pairingId, organisationId, divisionCode, firstSecretaryName } of pairings) {
    const [key, name] = [`${organisationId} ${firstSecretaryName}`, firstSecretaryName ?? '']
    people.set(key, { key, pairingId, name, organisationId, placeCode: divisionCode, ...nothing })
  }
  const keys = [...people.keys()]
  const successors = await successorsOf(
    reader,
    pairings.map(({ divisionCode }) => divisionCode),
  )
  const paired = pairedPlacesOf(pairings, { days, memberships: null, successors })
  const keyOf = new Map(
    pairings.map(({ id, organisationId: unit, firstSecretaryName: name }) => [
      id,
      `${unit} ${name}`,
    ]),
  )
  const groups = paired.places.map(({ pairingId }) => keys.indexOf(keyOf.get(pairingId) ?? ''))
  const own = { ...paired, groups, units: creditedOf([...people.values()], members) }
  const rows = await selectRecognised(reader, own, { products: 0 })
  for (const { position, cents, grams } of rows) {
    const person = people.get(keys[position ?? -1] ?? '')
    if (person !== undefined) people.set(person.key, { ...person, cents, grams })
  }
  const { cents, grams } = rows.find(({ position }) => position === null) ?? nothing
  return { people, total: { cents, grams }, isCut }
}

/** A unit is credited for itself, a group by its members in their months (§3.8). */
function creditedOf(
  people: readonly Person[],
  members: Awaited<ReturnType<typeof pairingsNamingSecretaries>>['members'],
) {
  const byGroup = Map.groupBy(members, ({ groupId }) => groupId)
  const ids = [...new Set(people.map(({ organisationId }) => organisationId))]
  return ids.flatMap((organisationId) => {
    const own = byGroup.get(organisationId)
    const units = own === undefined ? unitsAlways([organisationId]) : unitsWhileMembers(own)
    return units.map((unit) => ({ ...unit, organisationId }))
  })
}

function inOrder({ people }: Brought): Person[] {
  return [...people.values()]
    .filter(({ cents }) => cents !== 0)
    .sort((one, other) => {
      const [less, more] = [BigInt(one.cents), BigInt(other.cents)]
      return less === more ? (one.key < other.key ? -1 : 1) : less < more ? 1 : -1
    })
}

function ranksOf(brought: Brought): Map<string, number> {
  return new Map(inOrder(brought).map(({ key }, index) => [key, index + 1]))
}

async function namesOf(reader: Reader, people: readonly Person[]) {
  const organisations = await organisationNames(
    reader,
    people.map(({ organisationId }) => organisationId),
  )
  const places = await divisionsByCodes(
    reader,
    people.map(({ placeCode }) => placeCode),
  )
  return ({ organisationId, placeCode }: Person) =>
    [organisations.get(organisationId), places.get(placeCode)?.name].filter(Boolean).join(' · ')
}
