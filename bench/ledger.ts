import type { z } from 'zod'
import { parseConfig } from '../server/config.ts'
import type { Context } from '../server/platform/context.ts'
import { connect } from '../server/platform/db/connect.ts'
import { type Database, transaction } from '../server/platform/db/transaction.ts'
import { newId } from '../server/platform/ids.ts'
import { closeMonth, prepareClosing } from '../server/reports/close-month.ts'
import { pairingRankingOf } from '../server/reports/rank-pairings.ts'
import { ledgerPageOf } from '../server/reports/read-ledger.ts'
import { totalsOf } from '../server/reports/read-totals.ts'
import { resolveReport } from '../server/reports/resolve-report.ts'
import { AppError } from '../shared/errors.ts'
import { monthOfDay, shiftMonth } from '../shared/months.ts'
import type { ledgerQuery } from '../shared/reports/query.schemas.ts'
import type { Figure, Part } from './figures.ts'
import { idOf } from './ids.ts'
import { type LedgerWorld, largestCounty, seedLedger } from './ledger-world.ts'
import { countyCode, villageCode } from './nation-world.ts'
import { percentile, spread } from './statistics.ts'

/** What reads the lines themselves, over ten million of them, and the close of a large month. */
export const ledgerPart: Part = {
  name: 'ledger',
  run: async (cluster, { share, rounds, today }) => {
    const { url, sql } = await cluster.database('ledger')
    const world = await seedLedger(sql, { share, thisMonth: monthOfDay(today) })
    const pool = connect({ url, max: 1, applicationName: 'cunji-bench' })
    const figures: Figure[] = []
    for (const [label, work] of Object.entries(worksOf(pool.db, world, today))) {
      const times: number[] = []
      for (let turn = -2; turn < rounds * 10; turn += 1) {
        const before = performance.now()
        await work()
        if (turn >= 0) times.push(performance.now() - before)
      }
      const p95 = spread([
        percentile(
          times.toSorted((a, b) => a - b),
          0.95,
        ),
      ])
      figures.push({ label: `${label}, p95`, unit: 'ms', spread: p95, limit: { atMost: 100 } })
    }
    const seconds: number[] = []
    for (let round = 0; round < rounds; round += 1) seconds.push(await close(pool.db, world, today))
    await pool.close()
    return [
      ...figures,
      { label: 'a month closed', unit: 's', spread: spread(seconds), limit: { atMost: 10 } },
      { label: 'lines of the ledger', unit: '', spread: spread([world.lines]) },
    ]
  },
}

type LedgerQuestion = z.output<typeof ledgerQuery>

const closer = idOf('person', 1)

/** An official of a place on a day. */
function officialOf(
  divisionCode: string,
  { today, personId = closer }: { today: string; personId?: string },
): Context {
  return {
    actor: {
      ...{ personId, sessionId: closer, organisationId: closer, organisationKind: 'authority' },
      ...{ roles: ['official'], divisionCode },
    },
    requestId: 'bench',
    now: new Date(`${today}T09:00:00+08:00`),
    newId,
  }
}

type Work = () => Promise<unknown>

/** More than one request goes through: a narrower question is asked for. */
function refused(work: Work): Work {
  return async () => {
    const answer = await work().catch((error: unknown) => error)
    if (!(answer instanceof AppError)) throw new Error('a question without bound was answered')
  }
}

/** Questions of the nation's platform, and of two counties: a usual one and the largest. */
export function worksOf(
  db: Database,
  { months }: LedgerWorld,
  today: string,
): Record<string, Work> {
  const period = `${months.first}..${months.last}`
  const page = (place: string, question: Partial<LedgerQuestion>) => () =>
    ledgerPageOf(db, officialOf(place, { today }), {
      ...{ period, limit: 50, ...(place !== '' && { divisionCode: place }), ...question },
    } as Parameters<typeof ledgerPageOf>[2])
  const figures = (place: string, asOf: string) => async () => {
    const official = officialOf(place, { today })
    const report = await resolveReport(db, official, { period, divisionCode: place, asOf })
    return totalsOf(db, official, report)
  }
  const nation = {
    'nation, newest': page('', {}),
    'nation, largest money': page('', { sort: '-amount' }),
    'nation, by day': page('', { sort: 'day' }),
    'nation, one category': page('', { category: 'oil' }),
    'nation, one product': page('', { productId: idOf('product', 7) }),
    'nation, one cooperative': page('', { cooperativeId: idOf('cooperative', 7) }),
    'nation, declared only': page('', { grade: 'C' }),
    'nation, closed here': page('', { grade: 'A' }),
    'nation, bought by units': page('', { credit: 'direct' }),
    'nation, from paired villages': page('', { pairing: 'paired' }),
    'nation, from unknown villages': page('', { unknownVillage: true }),
    'nation, not counted': page('', { recognition: 'not_counted' }),
    'nation, an order by its number': page('', { text: 'PO1234567' }),
    'nation, a cooperative by its name': page('', { text: '2377合作社' }),
    'nation, a name that hundreds bear': refused(page('', { text: '7合作社' })),
    'nation, an amount that no sum is kept of': refused(page('', { minCents: 100_000 })),
  }
  const counties = Object.entries({ county: countyCode(1), 'largest county': largestCounty }).map(
    ([name, code]): Record<string, Work> => {
      const asOfDays = (name: string, days: readonly string[]) =>
        Object.fromEntries(
          days.flatMap((asOf) => [
            [`${name}, figures as of ${asOf.slice(5)}`, figures(code, asOf)],
            [`${name}, entries as of ${asOf.slice(5)}`, page(code, { asOf })],
          ]),
        )
      return {
        [`${name}, newest`]: page(code, {}),
        [`${name}, largest money`]: page(code, { sort: '-amount' }),
        [`${name}, goods by their name`]: page(code, { text: '脆李' }),
        [`${name}, one category`]: page(code, { category: 'fruit' }),
        ...asOfDays(name, [`${months.last}-15`, `${shiftMonth(months.last, -6)}-20`]),
      }
    },
  )
  return Object.assign({}, nation, ...counties, {
    'a village, newest': page(villageCode(largestCounty, 1), {}),
    'largest county, first secretaries': async () => {
      const official = officialOf(largestCounty, { today })
      const report = await resolveReport(db, official, { period, divisionCode: largestCounty })
      return pairingRankingOf(db, { by: 'first_secretary', report, limit: 20 })
    },
  })
}

/** The seconds that a month of the largest county takes to close; undone afterwards. */
async function close(db: Database, { months }: LedgerWorld, today: string): Promise<number> {
  const key = { countyCode: largestCounty, month: months.last }
  const config = parseConfig({ NODE_ENV: 'test' })
  const undone = new Error('undone')
  let seconds = Number.NaN
  await transaction(db, async (tx) => {
    const preparing = officialOf(largestCounty, { today, personId: idOf('person', 2) })
    const { id: closingId } = await prepareClosing(tx, preparing, { ...key, remark: '' })
    const before = performance.now()
    await closeMonth(tx, officialOf(largestCounty, { today }), { ...key, closingId, config })
    seconds = (performance.now() - before) / 1_000
    throw undone
  }).catch((error: unknown) => {
    if (error !== undone) throw error
  })
  return seconds
}
