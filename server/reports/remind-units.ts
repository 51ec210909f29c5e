import type { z } from 'zod'
import { remindableBefore } from '../../shared/assistance/reminders.ts'
import type { Reply } from '../../shared/endpoint.ts'
import { fieldError } from '../../shared/errors.ts'
import type { Figure } from '../../shared/figure.ts'
import { centsToYuanText } from '../../shared/money.ts'
import type {
  remindUnits as endpoint,
  listTargetProgress,
} from '../../shared/reports/reports.api.ts'
import type { progressQuery } from '../../shared/reports/target-progress.schemas.ts'
import { isBehind } from '../../shared/reports/target-progress.ts'
import { gramsToHundredthsOfTonne } from '../../shared/weight.ts'
import { recordAudits } from '../evidence/index.ts'
import { organisationNames } from '../organisations/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvents } from '../platform/jobs/outbox.ts'
import { targetProgressOf } from './read-target-progress.ts'
import { insertReminders } from './target-reminders.queries.ts'

type Question = z.output<typeof progressQuery> & { unitIds: readonly string[] }

/**
 * Reminds chosen units of a list that are behind their targets, with what is still missing: a
 * notice and a mail to their leaders, at most once in seven days whoever reminds. Those that are
 * not behind any more, or were reminded lately, are left out. Throws `validation_failed` for a unit
 * that is not listed, and for one's own.
 */
export async function remindUnits(
  tx: Transaction,
  context: Context,
  { unitIds, ...question }: Question,
): Promise<Reply<typeof endpoint>> {
  const progress = await targetProgressOf(tx, context, question)
  const own = organisationOf(context.actor)
  const rows = new Map(
    progress.by === 'unit' ? progress.items.map((row) => [row.key, row] as const) : [],
  )
  const chosen = [...new Set(unitIds)]
  for (const [at, unitId] of chosen.entries())
    if (unitId === own || !rows.has(unitId)) throw fieldError(['unitIds', at], 'not_found')
  const behind = chosen.filter((unitId) => isBehind(rows.get(unitId) ?? notBehind))
  const reminded = await insertReminders(tx, behind, {
    now: context.now,
    before: remindableBefore(context.now),
  })
  const told = behind.filter((unitId) => reminded.has(unitId))
  await tell(tx, context, {
    progress,
    rows: told.flatMap((unitId) => rows.get(unitId) ?? []),
  })
  return {
    reminded: told,
    lately: behind.filter((unitId) => !reminded.has(unitId)),
    notBehind: chosen.filter((unitId) => !behind.includes(unitId)),
  }
}

const notBehind = { reached: 0, expected: null }

const topics = {
  money: 'reports.target-behind',
  weight: 'reports.weight-target-behind',
} as const

/** What a notice states of the gap: 分 of money, 吨 of weight. */
function statedGap(measure: 'money' | 'weight', missing: Figure | null) {
  const gap = missing ?? 0
  return measure === 'money'
    ? { amountCents: gap }
    : { tonnes: centsToYuanText(gramsToHundredthsOfTonne(gap)) }
}

/** Audits each reminder, and publishes it with the gap in 分 or grams. */
async function tell(
  tx: Transaction,
  context: Context,
  {
    progress,
    rows,
  }: {
    progress: Reply<typeof listTargetProgress>
    rows: Reply<typeof listTargetProgress>['items']
  },
): Promise<void> {
  const own = organisationOf(context.actor)
  const names = await organisationNames(tx, [own])
  const { measure, on } = progress
  const gaps = rows.map(({ key, target, reached, missing }) => ({
    unitId: key,
    gap: { measure, on, target, reached, missing },
  }))
  await recordAudits(
    tx,
    context,
    gaps.map(({ unitId, gap }) => ({
      ...{ action: 'reports.remind-unit', subjectType: 'target', subjectId: unitId },
      after: gap,
    })),
  )
  await publishEvents(
    tx,
    context,
    gaps.map(({ unitId, gap }) => ({
      ...{ topic: topics[measure], subjectType: 'target', subjectId: unitId },
      payload: { unitId, by: names.get(own) ?? '', ...gap, ...statedGap(measure, gap.missing) },
    })),
  )
}
