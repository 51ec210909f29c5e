import type { RowRemark } from '../../../../shared/exchange/imports.schemas.ts'
import {
  holdPairings,
  type ProposedPairing,
  pairingsByIds,
  proposalStates,
  proposePairings,
  type RecordedPairing,
  recordPairings,
  takePairingsBack,
  withdrawPairings,
} from '../../../assistance/index.ts'
import { lotVillages } from '../../../catalogue/index.ts'
import { ordersOfPairings } from '../../../orders/index.ts'
import { lockOrganisations } from '../../../organisations/index.ts'
import type { Context } from '../../../platform/context.ts'
import { serializationFailure } from '../../../platform/db/sqlstate.ts'
import type { Reader, Transaction } from '../../../platform/db/transaction.ts'
import type { Applied, AppliedRow, ImportDocument, PlannedRow } from '../kind.ts'

/** What a row proposes, or records by a document for both sides; what was, as which pairing. */
export type Plan = ProposedPairing &
  Partial<Pick<RecordedPairing, 'pairingId' | 'replacedId'>> & { isRecorded?: boolean }

/** Proposes the pairings of the rows, or records them for both sides by a document (§3.17). */
export async function applyPairings(
  tx: Transaction,
  context: Context,
  { rows, document }: { rows: PlannedRow<Plan>[]; document: ImportDocument | null },
): Promise<Applied<Plan>[]> {
  const plans = rows.map(({ plan }) => plan)
  if (document === null) {
    const refused = await proposePairings(tx, context, plans)
    return rows.map(({ number, plan }) =>
      refused.has(plan.id)
        ? { number, faults: [{ field: null, code: 'changed_since' }] }
        : { number, plan, subject: { type: 'proposal', id: plan.id } },
    )
  }
  const wanted = plans.map((plan) => ({ ...plan, pairingId: context.newId() }))
  const recorded = await recordPairings(tx, context, { wanted, document })
  const byId = new Map(recorded.map((pairing) => [pairing.id, pairing]))
  return rows.map(({ number, plan: { id } }) => {
    const plan = byId.get(id)
    return plan === undefined
      ? { number, faults: [{ field: 'from', code: 'overlapping_dates' }] }
      : { number, plan, subject: { type: 'pairing', id: plan.pairingId } }
  })
}

/** An answered proposal, or an order that was placed on what was recorded (§3.6). */
export async function pairingHinders(
  tx: Transaction,
  rows: AppliedRow<Plan>[],
): Promise<Map<number, RowRemark[]>> {
  const proposed = rows.filter(({ plan }) => plan.pairingId === undefined)
  const recorded = rows.filter(({ plan }) => plan.pairingId !== undefined)
  const states = await proposalStates(
    tx,
    proposed.map(({ subjectId }) => subjectId),
  )
  const open = new Set(states.filter(({ state }) => state === 'proposed').map(({ id }) => id))
  const answered = proposed.filter(({ subjectId }) => !open.has(subjectId))
  const remark: RowRemark = { field: null, code: 'proposal_decided' }
  return new Map([
    ...answered.map(({ number }): [number, RowRemark[]] => [number, [remark]]),
    ...(recorded.length === 0 ? [] : await recordHinders(tx, recorded)),
  ])
}

async function recordHinders(
  tx: Transaction,
  rows: AppliedRow<Plan>[],
): Promise<[number, RowRemark[]][]> {
  await lockOrganisations(
    tx,
    rows.map(({ plan }) => plan.about.organisationId),
  )
  const pairings = await pairingsByIds(
    tx,
    rows.map(({ subjectId }) => subjectId),
  )
  const pairingOf = new Map(pairings.map((pairing) => [pairing.id, pairing]))
  const orders = await ordersInTheWay(tx, pairings)
  return rows.flatMap(({ number, subjectId }): [number, RowRemark[]][] => {
    const [first, ...more] = orders.get(subjectId) ?? []
    if (first !== undefined) {
      const values = { orders: more.length + 1, number: first }
      return [[number, [{ field: null, code: 'orders_placed_on_it', values }]]]
    }
    const { endedAt } = pairingOf.get(subjectId) ?? {}
    return endedAt === null ? [] : [[number, [{ field: null, code: 'changed_since' }]]]
  })
}

/** The numbers of orders that fixed a pairing and have goods of a village under its place. */
async function ordersInTheWay(
  reader: Reader,
  pairings: Awaited<ReturnType<typeof pairingsByIds>>,
): Promise<Map<string, string[]>> {
  const orders = await ordersOfPairings(reader, pairings)
  const villages = await lotVillages(reader, [...new Set(orders.flatMap(({ lotIds }) => lotIds))])
  const placeOf = new Map(pairings.map(({ id, divisionCode }) => [id, divisionCode]))
  const hindering = orders.filter(({ pairingId, lotIds }) => {
    const place = placeOf.get(pairingId) ?? ''
    return lotIds.some((id) =>
      villages.get(id)?.some(({ villageCode }) => villageCode?.startsWith(place)),
    )
  })
  const byPairing = Map.groupBy(hindering, ({ pairingId }) => pairingId)
  return new Map([...byPairing].map(([id, found]) => [id, found.map(({ number }) => number)]))
}

/**
 * Withdraws what was proposed, and takes back what was recorded. All else is done before placing is
 * held, which then waits for no more than a last look for orders (§3.6); one that was placed since
 * the first has the whole done again, and is found by `pairingHinders`.
 */
export async function undoPairings(
  tx: Transaction,
  context: Context,
  rows: AppliedRow<Plan>[],
): Promise<void> {
  const isRecorded = (plan: Plan): plan is RecordedPairing => plan.pairingId !== undefined
  const plans = rows.map(({ plan }) => plan)
  const proposed = plans.filter((plan) => !isRecorded(plan))
  const recorded = plans.filter(isRecorded)
  if (proposed.length > 0) await withdrawPairings(tx, context, proposed)
  if (recorded.length === 0) return
  const pairings = await pairingsByIds(
    tx,
    recorded.map(({ pairingId }) => pairingId),
  )
  await takePairingsBack(tx, context, recorded)
  await holdPairings(tx)
  const orders = await ordersInTheWay(tx, pairings)
  if (orders.size > 0) throw serializationFailure('an order was placed on a pairing meanwhile')
}
