import type { z } from 'zod'
import type { reportQuery } from '../../shared/reports/query.schemas.ts'
import { dayOf } from '../../shared/scalars.ts'
import type { Context } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import type { RankingKind } from './ranking.queries.ts'
import { progressOf } from './read-progress.ts'
import { rankingOf } from './read-ranking.ts'
import { totalsOf } from './read-totals.ts'
import { trendOf } from './read-trend.ts'
import { resolveReport } from './resolve-report.ts'

/** More rows than a briefing tells of, so that what moved is found among all of a county. */
const mostRows = 500

/** The figures of a briefing, each by the definition of the screens (§4.4). */
export async function briefingFigures(
  reader: Reader,
  context: Context,
  question: z.output<typeof reportQuery>,
) {
  const report = await resolveReport(reader, context, question)
  const { unitId, groupId, divisionCode } = report.subject
  const isWide = unitId === null && groupId === null && (divisionCode ?? '').length < 6
  const kind: RankingKind = unitId !== null ? 'village' : isWide ? 'division' : 'unit'
  const rank = (by: RankingKind) => rankingOf(reader, context, { report, by, limit: mostRows })
  const today = dayOf(context.now)
  return {
    kind,
    totals: await totalsOf(reader, context, report),
    progress: await progressOf(reader, report),
    trend: await trendOf(reader, report, { by: 'month', today }),
    ranking: await rank(kind),
    villages: kind === 'village' ? null : await rank('village'),
    products: await rank('product'),
  }
}

/** What a briefing is made of, as `briefingFigures` reads it. */
export type BriefingFigures = Awaited<ReturnType<typeof briefingFigures>>
