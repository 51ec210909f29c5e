import type { Reply } from '../../shared/endpoint.ts'
import { fieldError } from '../../shared/errors.ts'
import type { Figure } from '../../shared/figure.ts'
import { pairedPlacesOf } from '../../shared/reports/paired-places.ts'
import { type Days, daysOfPeriod, previousPeriod } from '../../shared/reports/periods.ts'
import type { pairingKinds } from '../../shared/reports/ranking.schemas.ts'
import { growthBasisPoints } from '../../shared/reports/ratios.ts'
import type { listRanking } from '../../shared/reports/reports.api.ts'
import { countyPolicyValue, pairingsWithin } from '../assistance/index.ts'
import { organisationNames } from '../organisations/index.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { divisionsByCodes, successorsOf } from '../villages/index.ts'
import type { ResolvedReport } from './resolve-report.ts'
import { selectRecognised } from './results.queries.ts'
import { unitsAlways, unitsWhileMembers } from './scope.ts'

/** What pairings are ranked as: themselves, or the first secretaries that they name. */
type PairingKind = (typeof pairingKinds)[number]

/**
 * Whether the first secretaries of a place are ranked: of a county or a place in it whose office
 * has decided so for the last day of the period; nowhere else.
 */
export async function ranksSecretaries(
  reader: Reader,
  { scope, days }: Pick<ResolvedReport, 'scope' | 'days'>,
): Promise<boolean> {
  if (!isWithinCounty({ scope })) return false
  const countyCode = (scope.node ?? '').slice(0, 6)
  const question = { name: 'secretary_ranking' as const, countyCode }
  return (await countyPolicyValue(reader, { ...question, on: days.to })) === true
}

/**
 * Pairings with places of a county in the order of what they brought there, or its first
 * secretaries, each line once (§3.15). Those of one unit or group that name the same first
 * secretary stand together, as they do wherever one is opened; what names nobody stands alone.
 */
export async function pairingRankingOf(
  reader: Reader,
  { by, report, limit }: { by: PairingKind; report: ResolvedReport; limit: number },
): Promise<Reply<typeof listRanking>> {
  const { scope, days, before, state, period } = report
  if (!(await isRanked(reader, by, report))) throw fieldError(['by'], 'not_an_option')
  const of = { node: scope.node ?? '', by }
  const now = await broughtWithin(reader, of, days)
  const lastYear = await broughtWithin(reader, of, before)
  const previous = previousPeriod(period)
  const ranksBefore =
    previous === null
      ? new Map<string, number>()
      : ranksOf(await broughtWithin(reader, of, daysOfPeriod(previous, days.to)))
  const growth = state === 'future' ? () => null : growthBasisPoints
  const ranked = inOrder(now).slice(0, limit)
  const names = await namesOf(reader, ranked)
  const lastYearCents = lastYear.total.cents
  return {
    items: ranked.map((row, index) => {
      const { cents = 0 } = lastYear.rows.get(row.key) ?? {}
      return {
        ...{ rank: index + 1, previousRank: ranksBefore.get(row.key) ?? null },
        key: row.pairingId,
        ...(by === 'pairing'
          ? { name: names(row), detail: daysOver(row) }
          : { name: row.firstSecretaryName ?? '', detail: names(row) }),
        ...{ cents: row.cents, grams: row.grams, lastYearCents: cents },
        // What pairings brought lies in the ledger alone.
        ...noOpenings,
        growthBasisPoints: growth(row.cents, cents),
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

/** First secretaries only where their county wants it; pairings of any county or place in it. */
async function isRanked(reader: Reader, by: PairingKind, report: ResolvedReport): Promise<boolean> {
  if (report.pairing !== null) return false
  return by === 'pairing' ? isWithinCounty(report) : ranksSecretaries(reader, report)
}

const isWithinCounty = ({ scope: { units, node } }: Pick<ResolvedReport, 'scope'>) =>
  units === null && (node ?? '').length >= 6

interface Row {
  key: string
  /** The newest of the pairings that stand together. */
  pairingId: string
  firstSecretaryName: string | null
  organisationId: string
  placeCodes: string[]
  fromDate: string
  toDate: string | null
  cents: Figure
  grams: Figure
}

interface Brought {
  rows: ReadonlyMap<string, Row>
  total: { cents: Figure; grams: Figure }
  /** Of more pairings than are read. */
  isCut: boolean
}

/** What pairings brought to places within a node on some days, and all together. */
async function broughtWithin(
  reader: Reader,
  { node, by }: { node: string; by: PairingKind },
  days: Days,
): Promise<Brought> {
  const nothing = { cents: 0, grams: 0 }
  const { pairings, members, isCut } = await pairingsWithin(reader, {
    ...{ within: node, ...days, namingSecretaries: by === 'first_secretary' },
  })
  if (pairings.length === 0) return { rows: new Map(), total: nothing, isCut }
  const rows = new Map<string, Row>()
  for (const pairing of pairings) {
    const { id: pairingId, organisationId, divisionCode, firstSecretaryName } = pairing
    const key = keyOf(pairing)
    const { placeCodes = [], fromDate = pairing.fromDate } = rows.get(key) ?? {}
    rows.set(key, {
      ...{ key, pairingId, firstSecretaryName, organisationId, ...nothing },
      ...{ placeCodes: [...new Set([...placeCodes, divisionCode])], fromDate },
      toDate: pairing.toDate,
    })
  }
  const keys = [...rows.keys()]
  const successors = await successorsOf(
    reader,
    pairings.map(({ divisionCode }) => divisionCode),
  )
  const paired = pairedPlacesOf(pairings, { days, memberships: null, successors })
  const positions = new Map(keys.map((key, position) => [key, position]))
  const positionOf = new Map(
    pairings.map((pairing) => [pairing.id, positions.get(keyOf(pairing)) ?? 0]),
  )
  const groups = paired.places.map(({ pairingId }) => positionOf.get(pairingId) ?? 0)
  const own = { ...paired, groups, units: creditedOf([...rows.values()], members) }
  const sums = await selectRecognised(reader, own, { products: 0 })
  for (const { position, cents, grams } of sums) {
    const row = rows.get(keys[position ?? -1] ?? '')
    if (row !== undefined) rows.set(row.key, { ...row, cents, grams })
  }
  const { cents, grams } = sums.find(({ position }) => position === null) ?? nothing
  return { rows, total: { cents, grams }, isCut }
}

/** What stands together: the pairings of one first secretary, or one pairing that names nobody. */
function keyOf(pairing: Pick<Row, 'organisationId' | 'firstSecretaryName'> & { id: string }) {
  const { id, organisationId, firstSecretaryName } = pairing
  return firstSecretaryName === null ? id : `${organisationId} ${firstSecretaryName}`
}

/** A unit is credited for itself, a group by its members in their months (§3.8). */
function creditedOf(
  rows: readonly Row[],
  members: Awaited<ReturnType<typeof pairingsWithin>>['members'],
) {
  const byGroup = Map.groupBy(members, ({ groupId }) => groupId)
  const ids = [...new Set(rows.map(({ organisationId }) => organisationId))]
  return ids.flatMap((organisationId) => {
    const own = byGroup.get(organisationId)
    const units = own === undefined ? unitsAlways([organisationId]) : unitsWhileMembers(own)
    return units.map((unit) => ({ ...unit, organisationId }))
  })
}

function inOrder({ rows }: Brought): Row[] {
  return [...rows.values()]
    .filter(({ cents }) => cents !== 0)
    .sort((one, other) => {
      const [less, more] = [BigInt(one.cents), BigInt(other.cents)]
      return less === more ? (one.key < other.key ? -1 : 1) : less < more ? 1 : -1
    })
}

function ranksOf(brought: Brought): Map<string, number> {
  return new Map(inOrder(brought).map(({ key }, index) => [key, index + 1]))
}

/** The days of a pairing that is over: another one of the same two may stand beside it. */
const daysOver = ({ fromDate, toDate }: Row) => (toDate === null ? '' : `${fromDate}–${toDate}`)

/** Who is paired, and with which places. */
async function namesOf(reader: Reader, rows: readonly Row[]) {
  const organisations = await organisationNames(
    reader,
    rows.map(({ organisationId }) => organisationId),
  )
  const places = await divisionsByCodes(
    reader,
    rows.flatMap(({ placeCodes }) => placeCodes),
  )
  return ({ organisationId, placeCodes }: Row) =>
    [organisations.get(organisationId), ...placeCodes.map((code) => places.get(code)?.name)]
      .filter(Boolean)
      .join(' · ')
}
