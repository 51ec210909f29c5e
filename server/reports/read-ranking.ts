import type { Reply } from '../../shared/endpoint.ts'
import { type Figure, plus } from '../../shared/figure.ts'
import {
  type Months,
  monthsOf,
  monthsOfPeriod,
  previousPeriod,
  requirePeriod,
} from '../../shared/reports/periods.ts'
import type { rankingChoices } from '../../shared/reports/ranking.schemas.ts'
import { ratioBasisPoints } from '../../shared/reports/ratios.ts'
import type { listRanking } from '../../shared/reports/reports.api.ts'
import { dayOf } from '../../shared/scalars.ts'
import { parentOfCode } from '../../shared/villages/division-code.ts'
import { helpersOfArea, targetsOf } from '../assistance/index.ts'
import { organisationNames } from '../organisations/index.ts'
import type { Context } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { divisionsByCodes, heirsOfPredecessors } from '../villages/index.ts'
import { selectAmount, selectAmountOfAll } from './figures.queries.ts'
import { growthOf, type Openings, openingsOf, openingsOfRows } from './growth.ts'
import { pairingRankingOf } from './rank-pairings.ts'
import {
  productNames,
  type RankingKind,
  selectCentsOfKeys,
  selectRanking,
} from './ranking.queries.ts'
import type { ResolvedReport } from './resolve-report.ts'
import { unitsAlways } from './scope.ts'

/** Whatever may be ranked, in order of recognised money. */
export async function rankingBy(
  reader: Reader,
  context: Context,
  { by, ...asked }: { by: (typeof rankingChoices)[number]; report: ResolvedReport; limit: number },
): Promise<Reply<typeof listRanking>> {
  if (by === 'pairing' || by === 'first_secretary')
    return pairingRankingOf(reader, { by, ...asked })
  return rankingOf(reader, context, { by, ...asked })
}

/** Villages, units, goods or places in order of recognised money; no village and no mark last. */
export async function rankingOf(
  reader: Reader,
  context: Context,
  { report, by, limit }: { report: ResolvedReport; by: RankingKind; limit: number },
): Promise<Reply<typeof listRanking>> {
  const { scope, period } = report
  const months = monthsOfPeriod(period)
  const ranked = await selectRanking(reader, { by, scope, months, limit })
  const allKeys = ranked.map((row) => row.key)
  const heirs = await heirsOf(reader, report, { by, keys: allKeys })
  const centsBefore = await centsOfYearBefore(reader, report, { by, keys: allKeys, heirs })
  const rows = [...ranked.filter(isKnown), ...ranked.filter((row) => !isKnown(row))].map((row) => ({
    ...row,
    lastYearCents: centsBefore.get(row.key) ?? 0,
  }))
  const keys = ranked.filter(isKnown).map((row) => row.key)
  const total = await selectAmount(reader, scope, months)
  const totalBefore = await selectAmountOfAll(reader, report.scopesBefore, monthsOf(report.before))
  const whole = await openingsOf(reader, report)
  const openings = await openingsOfRows(reader, report, { by, keys, heirs, whole })
  const previousRanks = await ranksBefore(reader, report, by)
  const names = await namesOf(reader, by, keys)
  const targets = await yearTargets(reader, context, { by, keys, report })
  const wholes = by === 'unit' ? await wholesOf(reader, [...targets.keys()], months) : null
  const reachedOf = ({ key, cents }: { key: string; cents: Figure }) =>
    wholes === null ? cents : (wholes.get(key) ?? 0)
  return {
    items: rows.map((row, index) => ({
      rank: isKnown(row) ? index + 1 : null,
      previousRank: isKnown(row) ? (previousRanks.get(row.key) ?? null) : null,
      ...row,
      name: names.get(row.key)?.name ?? '',
      detail: names.get(row.key)?.detail ?? '',
      ...openingsView(openings(row.key)),
      growthBasisPoints: growthOf(report, openings(row.key), {
        ...{ of: 'cents', now: row.cents, before: row.lastYearCents },
      }),
      completionBasisPoints: ratioBasisPoints(reachedOf(row), targets.get(row.key) ?? null),
    })),
    total: {
      ...total,
      lastYearCents: totalBefore.cents,
      ...openingsView(whole),
      growthBasisPoints: growthOf(report, whole, {
        ...{ of: 'cents', now: total.cents, before: totalBefore.cents },
      }),
    },
    isPartial: false,
  }
}

/** The opening figures of both years, which are beside the amounts and never in them. */
function openingsView(openings: Openings | null) {
  return {
    openingCents: openings?.now.cents ?? null,
    lastYearOpeningCents: openings?.before.cents ?? null,
  }
}

/** What ranked places were before these days, each leading to its heir (§3.15). */
async function heirsOf(
  reader: Reader,
  { days }: ResolvedReport,
  { by, keys }: { by: RankingKind; keys: readonly string[] },
): Promise<ReadonlyMap<string, string>> {
  const isPlace = by === 'village' || by === 'division'
  return isPlace ? heirsOfPredecessors(reader, keys, days.from) : new Map()
}

/** What each key had in the year before, a place with what became it since (§3.15). */
async function centsOfYearBefore(
  reader: Reader,
  { scope, before }: ResolvedReport,
  {
    by,
    keys,
    heirs,
  }: {
    by: RankingKind
    keys: readonly string[]
    heirs: ReadonlyMap<string, string>
  },
): Promise<Map<string, Figure>> {
  const cents = new Map<string, Figure>()
  const months = monthsOf(before)
  const { node } = scope
  const isOutside = (code: string) => node !== null && !code.startsWith(node)
  const inScope = [...keys, ...[...heirs.keys()].filter((code) => !isOutside(code))]
  // What lay elsewhere before is listed under the place that was above it.
  const outside = Map.groupBy([...heirs.keys()].filter(isOutside), parentOfCode)
  for (const [within, listed] of [[node, inScope] as const, ...outside]) {
    const own = { by, scope: { ...scope, node: within }, months }
    for (const [key, amount] of await selectCentsOfKeys(reader, own, listed)) {
      const heir = heirs.get(key) ?? key
      cents.set(heir, plus(cents.get(heir) ?? 0, amount))
    }
  }
  return cents
}

/** So many ranks of the period before are read: who comes from further down is new. */
const ranksRead = 200

/** The ranks by key in the whole period before; none where nothing is kept of it. */
async function ranksBefore(
  reader: Reader,
  { scope, period }: ResolvedReport,
  by: RankingKind,
): Promise<Map<string, number>> {
  const previous = previousPeriod(period)
  if (previous === null) return new Map()
  const months = monthsOfPeriod(previous)
  const ranked = await selectRanking(reader, { by, scope, months, limit: ranksRead + 1 })
  const known = ranked.filter((row) => isKnown(row) && Number(row.cents) > 0).slice(0, ranksRead)
  return new Map(known.map(({ key }, index) => [key, index + 1]))
}

const isKnown = (row: { key: string }) => row.key !== ''

interface Named {
  name: string
  detail: string
}

async function namesOf(
  reader: Reader,
  by: RankingKind,
  keys: readonly string[],
): Promise<Map<string, Named>> {
  if (by === 'village' || by === 'division') {
    const divisions = await divisionsByCodes(reader, keys)
    return new Map(
      [...divisions].map(([code, { name, pathName }]) => [code, { name, detail: pathName }]),
    )
  }
  // Categories, channels and marks are named on the screen, in its language.
  if (by === 'category' || by === 'channel' || by === 'mark') return new Map()
  const names =
    by === 'product' ? await productNames(reader, keys) : await organisationNames(reader, keys)
  return new Map([...names].map(([key, name]) => [key, { name, detail: '' }]))
}

/** What units reached of their targets: each of its whole, from whatever place seen (§3.13). */
function wholesOf(
  reader: Reader,
  unitIds: readonly string[],
  months: Months,
): Promise<Map<string, Figure>> {
  const scope = { units: unitsAlways(unitIds), node: null }
  return selectCentsOfKeys(reader, { by: 'unit', scope, months }, unitIds)
}

/** Money targets by key, where a whole year is asked for: a part of it has no target of its own. */
async function yearTargets(
  reader: Reader,
  context: Context,
  { by, keys, report }: { by: RankingKind; keys: readonly string[]; report: ResolvedReport },
): Promise<Map<string, number>> {
  const isWhole = requirePeriod(report.period).kind === 'year' && report.pairing === null
  if (!isWhole || keys.length === 0) return new Map()
  const year = Number(report.period)
  const on = dayOf(context.now)
  const targets =
    by === 'unit'
      ? await targetsOf(reader, {
          organisationIds: await withReadableTarget(reader, context, keys),
          ...{ year, on },
        })
      : by === 'division' && report.scope.units === null
        ? await targetsOf(reader, { divisionCodes: keys, year, on })
        : []
  return new Map(
    targets
      .filter((target) => target.measure === 'money')
      .map((target) => [target.organisationId ?? target.divisionCode ?? '', target.amount]),
  )
}

/** The units whose targets the actor may read: an official's are those that help in the area. */
async function withReadableTarget(
  reader: Reader,
  { actor, now }: Context,
  unitIds: readonly string[],
): Promise<string[]> {
  if (actor.organisationKind !== 'authority') return [...unitIds]
  const area = actor.divisionCode ?? ''
  return [...(await helpersOfArea(reader, { organisationIds: unitIds, area, on: dayOf(now) }))]
}
