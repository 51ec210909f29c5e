import { randomInt } from 'node:crypto'
import { type issueSlips as issueEndpoint, mostSlips } from '../../../shared/billing/slips.api.ts'
import type { Call, Reply } from '../../../shared/endpoint.ts'
import { AppError, fieldError } from '../../../shared/errors.ts'
import { dayOf } from '../../../shared/scalars.ts'
import { recordAudit } from '../../evidence/index.ts'
import { purchaseOrderById } from '../../orders/index.ts'
import { type Context, organisationOf } from '../../platform/context.ts'
import type { Transaction } from '../../platform/db/transaction.ts'
import { readHouseholds } from './read-slips.ts'
import {
  type Household,
  insertSlips,
  keyOf,
  lockSlip,
  type SlipRow,
  selectIdsToPrint,
  slipsInForce,
  withdrawSlip,
} from './slips.queries.ts'

/** Without 0, O, 1 and I, which are mistaken for each other on paper. */
const signs = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/** Sixteen signs by chance, 80 bits: not to be guessed. */
function newCode(): string {
  return Array.from({ length: 16 }, () => signs[randomInt(signs.length)]).join('')
}

/**
 * Slips for the households that the cooperative paid of an order or in a period (§3.14): of each
 * what it was paid of that, and the code by which it sees all its own. A household keeps its code.
 * Throws `not_found` where the order is another's, a field error where a period
 * ends before it begins.
 */
export async function issueSlips(
  tx: Transaction,
  context: Context,
  input: Call<typeof issueEndpoint>['body'],
): Promise<Reply<typeof issueEndpoint>> {
  const cooperativeId = organisationOf(context.actor)
  await requireOwnOrPeriod(tx, cooperativeId, input.of)
  const ids = await selectIdsToPrint(tx, cooperativeId, input, mostSlips + 1)
  const year = Number(dayOf(context.now).slice(0, 4))
  const paid = await readHouseholds(tx, { cooperativeId, ids, year })
  const shown = paid.slice(0, mostSlips)
  const slips = await issueSlipsTo(tx, context, {
    cooperativeId,
    households: shown.map(({ household }) => household),
  })
  const items = shown.flatMap(({ household, view }) => {
    const slip = slips.get(keyOf(household))
    return slip === undefined ? [] : [{ ...view, id: slip.id, code: slip.code }]
  })
  return { items, isMore: paid.length > shown.length }
}

/**
 * The slips of households of a cooperative, by `keyOf` them: issued where none is in force. What
 * the caller may see of the households is the caller's to judge.
 */
export async function issueSlipsTo(
  tx: Transaction,
  context: Context,
  {
    cooperativeId,
    households,
  }: { cooperativeId: string; households: readonly Omit<Household, 'cooperativeId'>[] },
): Promise<Map<string, SlipRow>> {
  const issued = { issuedBy: context.actor.personId, issuedAt: context.now }
  const rows = households.map(({ villageCode, householdKey }) => ({
    id: context.newId(),
    ...{ cooperativeId, villageCode, householdKey },
    code: newCode(),
    ...issued,
    ...{ withdrawnBy: null, withdrawnAt: null },
  }))
  const count = await insertSlips(tx, rows)
  if (count > 0)
    await recordAudit(tx, context, {
      action: 'billing.issue-slips',
      subjectType: 'cooperative',
      subjectId: cooperativeId,
      after: { count },
    })
  return slipsInForce(tx, cooperativeId, rows)
}

async function requireOwnOrPeriod(
  tx: Transaction,
  cooperativeId: string,
  of: Call<typeof issueEndpoint>['body']['of'],
): Promise<void> {
  if (of.kind === 'order') {
    const order = await purchaseOrderById(tx, of.purchaseOrderId)
    if (order?.cooperativeId !== cooperativeId) throw new AppError('not_found')
    return
  }
  if (of.from > of.to) throw fieldError(['of', 'to'], 'dates_out_of_order')
}

/** Withdraws the code of a lost slip and issues another one. */
export async function renewSlip(
  tx: Transaction,
  context: Context,
  { slipId }: { slipId: string },
): Promise<{ id: string; code: string }> {
  const slip = await lockSlip(tx, slipId)
  if (slip === undefined || slip.cooperativeId !== context.actor.organisationId)
    throw new AppError('not_found')
  if (slip.withdrawnAt !== null)
    throw new AppError('illegal_transition', { values: { state: 'withdrawn' } })
  const by = context.actor.personId
  await withdrawSlip(tx, slipId, { withdrawnBy: by, withdrawnAt: context.now })
  const renewed: SlipRow = {
    ...{ ...slip, id: context.newId(), code: newCode() },
    ...{ issuedBy: by, issuedAt: context.now },
  }
  await insertSlips(tx, [renewed])
  await recordAudit(tx, context, {
    action: 'billing.renew-slip',
    subjectType: 'household_slip',
    subjectId: slipId,
    after: { renewedBy: renewed.id },
  })
  return { id: renewed.id, code: renewed.code }
}
