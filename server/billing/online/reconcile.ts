import type { z } from 'zod'
import type { reconciliationDifference } from '../../../shared/billing/online.schemas.ts'
import { addDays, dayOf } from '../../../shared/scalars.ts'
import type { Job } from '../../platform/jobs/jobs.ts'
import type { ListedMovement } from '../../platform/stripe/provider.ts'
import { selectKnownAccounts } from './accounts.queries.ts'
import { paymentOf, refreshPayment } from './handle-events.ts'
import { keepOwnMovements } from './keep-own-movements.ts'
import { later, type OnlineDependencies } from './online-deps.ts'
import { applyPayouts, refreshAccount } from './payee-accounts.ts'
import { ownAtProvider } from './platform-movements.queries.ts'
import {
  claimDays,
  type KnownMovement,
  keepReconciliation,
  movementsBetween,
  requestDays,
  sumDue,
} from './reconcile.queries.ts'

type Difference = z.input<typeof reconciliationDifference>

/** Compares the days that were asked for with the provider's. */
export async function reconcileRequested(deps: OnlineDependencies): Promise<boolean> {
  const days = await claimDays(deps.db, deps.clock())
  for (const day of days)
    await reconcileDay(deps, day).catch((error: unknown) =>
      deps.log.error({ err: error, day }, 'a day could not be reconciled'),
    )
  return days.length > 0
}

/**
 * Compares the movements of a Shanghai day with the provider's. A movement that the program missed
 * because its report was lost is read now, so what is left are differences for a person.
 */
async function reconcileDay(deps: OnlineDependencies, day: string): Promise<void> {
  const [from, until] = [startOf(day), startOf(addDays(day, 1))]
  const there = await deps.provider.listMovements(from, until)
  const known = new Set((await movementsBetween(deps.db, from, until)).map(({ id }) => id))
  const missed = there.filter(({ id }) => !known.has(id))
  for (const movement of missed) await readMissed(deps, movement)
  await keepOwnMovements(deps, missed)
  const here = await movementsBetween(deps.db, from, until)
  const { totalCents: balanceCents } = await deps.provider.readBalance()
  await keepReconciliation(deps.db, {
    day,
    checkedAt: deps.clock(),
    movementCount: there.length,
    amountCents: there.reduce((sum, { amountCents }) => sum + amountCents, 0),
    feeCents: there.reduce((sum, { feeCents }) => sum + feeCents, 0),
    balanceCents,
    dueCents: await sumDue(deps.db),
    ownCents: await ownAtProvider(deps.db),
    differences: differencesOf(here, there),
  })
}

async function readMissed(deps: OnlineDependencies, { subject }: ListedMovement): Promise<void> {
  if (subject.kind !== 'payment') return
  const id = await paymentOf(deps, subject)
  if (id !== null) await refreshPayment(deps, id)
}

/** What one side has and the other has not, or otherwise. */
export function differencesOf(
  here: readonly KnownMovement[],
  there: readonly ListedMovement[],
): Difference[] {
  const thereById = new Map(there.map((movement) => [movement.id, movement]))
  const hereIds = new Set(here.map(({ id }) => id))
  const ofHere = here.flatMap((own): Difference[] => {
    const other = thereById.get(own.id)
    const netHere = own.amountCents - own.feeCents
    const netThere = other === undefined ? null : other.amountCents - other.feeCents
    if (netHere === netThere) return []
    const named = { movementId: own.id, type: own.kind, sourceId: own.sourceId }
    const kind = other === undefined ? ('missing_there' as const) : ('amount' as const)
    return [{ kind, ...named, hereCents: netHere, thereCents: netThere }]
  })
  const missed = there
    .filter(({ id }) => !hereIds.has(id))
    .map(
      ({ id, type, sourceId, amountCents, feeCents }): Difference => ({
        ...{ kind: 'missing_here', movementId: id, type, sourceId, hereCents: null },
        thereCents: amountCents - feeCents,
      }),
    )
  return [...ofHere, ...missed]
}

/** Every morning: accounts and payouts are read anew, and the day before is compared. */
export function dailyReconciliation(deps: OnlineDependencies): Job {
  return {
    name: 'billing.reconcile-online-payments',
    cron: '40 4 * * *',
    run: async () => {
      const now = deps.clock()
      for (const { providerId } of await selectKnownAccounts(deps.db)) {
        await refreshAccount(deps, providerId)
        const since = later(now, -14 * 86_400)
        await applyPayouts(deps, providerId, await deps.provider.listPayouts(providerId, since))
      }
      await requestDays(deps.db, { yesterday: dayOf(later(now, -86_400)), at: now })
    },
  }
}

const startOf = (day: string) => new Date(`${day}T00:00:00+08:00`)
