import type { FastifyInstance } from 'fastify'
import * as open from '../../shared/reports/open-data.api.ts'
import * as api from '../../shared/reports/reports.api.ts'
import * as reserve from '../../shared/reports/reserve.api.ts'
import { dayOf } from '../../shared/scalars.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import { transaction } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand, serveKept, serveKeptFile } from '../platform/http/serve.ts'
import { metricsOn } from './list-metrics.ts'
import { countiesCsv, monthsCsv, villageMonthsCsv, villageMonthsOf } from './open-data.ts'
import { benefitsOf } from './read-benefit.ts'
import { entryPageOf, entryProofOf } from './read-entry.ts'
import { figuresOf } from './read-figures.ts'
import { ledgerPageOf } from './read-ledger.ts'
import { oneProductOf } from './read-one-product.ts'
import { progressOf } from './read-progress.ts'
import { publicCountiesOf, publicPlaceOf, publicTotalsOf, publicVillageOf } from './read-public.ts'
import { rankingBy } from './read-ranking.ts'
import { ownReserveOf, reserveListOf } from './read-reserve.ts'
import { resultsOf } from './read-results.ts'
import { targetProgressOf } from './read-target-progress.ts'
import { totalsOf } from './read-totals.ts'
import { trendOf } from './read-trend.ts'
import { remindUnits } from './remind-units.ts'
import { verifiedArea } from './reports.policy.ts'
import { resolveReport } from './resolve-report.ts'
import { newestVerification, requestVerification } from './verifications.ts'

/** The greatest age of public answers. */
const aMinute = { maxAgeSeconds: 60 }

export async function reportRoutes(app: FastifyInstance, deps: Dependencies): Promise<void> {
  const reader = deps.db

  serve(app, deps, api.readTotals, async ({ query, context }) =>
    totalsOf(reader, context, await resolveReport(reader, context, query)),
  )

  serve(app, deps, api.readProgress, async ({ query, context }) =>
    progressOf(reader, await resolveReport(reader, context, query)),
  )

  serve(app, deps, api.readFigures, async ({ query, context }) =>
    figuresOf(reader, context, {
      report: await resolveReport(reader, context, query),
      question: query,
    }),
  )

  serve(app, deps, api.listRanking, async ({ query, context }) =>
    rankingBy(reader, context, {
      report: await resolveReport(reader, context, query),
      by: query.by,
      limit: query.limit,
    }),
  )

  serve(app, deps, api.listBenefits, async ({ query, context }) =>
    benefitsOf(reader, await resolveReport(reader, context, query), query),
  )

  serve(app, deps, api.listOneProduct, async ({ query, context }) =>
    oneProductOf(reader, await resolveReport(reader, context, query), query),
  )

  targetRoutes(app, deps)
  serveLedger(app, deps)

  serve(app, deps, api.listTrend, async ({ query, context }) =>
    trendOf(reader, await resolveReport(reader, context, query), {
      by: query.by,
      today: dayOf(context.now),
    }),
  )

  serve(app, deps, api.readVerification, async ({ context }) => ({
    verification: await newestVerification(reader, verifiedArea(context.actor)),
  }))

  serveCommand(app, deps, api.startVerification, (tx, { context }) =>
    requestVerification(tx, context, verifiedArea(context.actor)),
  )

  serveAssistance(app, deps)
  servePublicFigures(app, deps)
}

/** The ledger, its entries and what proves them. */
function serveLedger(app: FastifyInstance, deps: Dependencies): void {
  const reader = deps.db

  serve(app, deps, api.listLedger, ({ query, context }) => ledgerPageOf(reader, context, query))

  serve(app, deps, api.readEntry, ({ params, context }) => entryPageOf(reader, context, params))

  serve(app, deps, api.readEntryProof, async ({ params, context, reply }) => {
    const { config } = deps
    const proof = await entryProofOf(reader, context, { key: params, config })
    const { countyCode, number } = params
    await transaction(deps.db, (tx) =>
      recordAudit(tx, context, {
        action: 'reports.export-proof',
        subjectType: 'ledger',
        subjectId: `${countyCode}-${number}`,
        after: { index: proof.index },
      }),
    )
    return reply
      .type(api.readEntryProof.download)
      .header('content-disposition', `attachment; filename="${countyCode}-${number}.proof.json"`)
      .send(`${JSON.stringify(proof, null, 2)}\n`)
  })
}

/** What pairings brought, and reserves that were filed. */
function serveAssistance(app: FastifyInstance, deps: Dependencies): void {
  const reader = deps.db

  serve(app, deps, api.readResults, ({ query, context }) => resultsOf(reader, context, query))

  serve(app, deps, reserve.readReserve, ({ query, context }) =>
    ownReserveOf(reader, context, query),
  )

  serve(app, deps, reserve.listReserve, ({ query, context }) =>
    reserveListOf(reader, context, query),
  )
}

function servePublicFigures(app: FastifyInstance, deps: Dependencies): void {
  const reader = deps.db

  serveKept(app, deps, api.listMetrics, aMinute, async ({ context }) =>
    metricsOn(dayOf(context.now)),
  )

  serveKept(app, deps, api.readPublicVillage, aMinute, ({ params, context }) =>
    publicVillageOf(reader, params.code, dayOf(context.now)),
  )

  serveKept(app, deps, api.readPublicTotals, aMinute, ({ query, context }) =>
    publicTotalsOf(reader, query.period, dayOf(context.now)),
  )

  serveKept(app, deps, api.readPublicPlace, aMinute, ({ params, query, context }) =>
    publicPlaceOf(reader, { ...params, ...query }, dayOf(context.now)),
  )

  serveKept(app, deps, api.readPublicCounties, aMinute, ({ query, context }) =>
    publicCountiesOf(reader, query.period, dayOf(context.now)),
  )

  serveOpenData(app, deps)
}

/** The public figures to be counted on with. */
function serveOpenData(app: FastifyInstance, deps: Dependencies): void {
  const reader = deps.db
  const periodIn = (query: { period?: string | undefined }, context: Context) =>
    query.period ?? dayOf(context.now).slice(0, 4)

  serveKept(app, deps, open.listPublicVillageMonths, aMinute, ({ params, query, context }) =>
    villageMonthsOf(reader, { ...params, ...query }, dayOf(context.now)),
  )

  serveKeptFile(
    app,
    deps,
    open.exportPublicVillageMonths,
    {
      ...aMinute,
      nameOf: ({ params, query, context }) =>
        `village-months-${params.countyCode}-${periodIn(query, context)}.csv`,
    },
    ({ params, query, context }) =>
      villageMonthsCsv(reader, { ...params, ...query }, dayOf(context.now)),
  )

  serveKeptFile(
    app,
    deps,
    open.exportPublicCounties,
    { ...aMinute, nameOf: ({ query, context }) => `counties-${periodIn(query, context)}.csv` },
    ({ query, context }) => countiesCsv(reader, query, dayOf(context.now)),
  )

  serveKeptFile(
    app,
    deps,
    open.exportPublicMonths,
    { ...aMinute, nameOf: ({ query, context }) => `months-${periodIn(query, context)}.csv` },
    ({ query, context }) => monthsCsv(reader, query, dayOf(context.now)),
  )
}

/** Targets and who is behind. */
function targetRoutes(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, api.listTargetProgress, ({ query, context }) =>
    targetProgressOf(deps.db, context, query),
  )

  serveCommand(app, deps, api.remindUnits, (tx, { body, context }) =>
    remindUnits(tx, context, body),
  )
}
