import type { SQL } from 'drizzle-orm'
import type { z } from 'zod'
import type { partyDue } from '../../shared/billing/money-desk.api.ts'
import type { CursorPage } from '../../shared/pagination.ts'
import { dayOf } from '../../shared/scalars.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import { pageOf } from '../platform/db/keyset.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { countBankLines } from './bank/view.queries.ts'
import {
  countMoneyWaiting,
  otherParty,
  type PartyDueRow,
  selectDueDays,
  selectPartiesDue,
} from './money-desk.queries.ts'
import { paymentRules } from './paying/payment-terms.queries.ts'
import { requestedView } from './paying/remind-payers.ts'
import { readReminderDays } from './paying/reminder-days.ts'
import { lateInterestRate } from './read-money-due.ts'

/** What is due on which day, and what of the money waits for the actor's side. */
export async function readMoneyDesk(reader: Reader, context: Context, visible: SQL) {
  const today = dayOf(context.now)
  const { actor } = context
  const rules = await paymentRules(reader)
  const party = otherParty(actor)
  const days = await selectDueDays(reader, { visible, onDay: today, rules, party })
  const bank = await countBankLines(reader, organisationOf(actor))
  const waiting = await countMoneyWaiting(reader, actor)
  return {
    today,
    days,
    waiting: { ...waiting, bankSuggested: bank.suggested, bankOpen: bank.open },
  }
}

/** A page of open money by counterparty. */
export async function listPartiesDue(
  reader: Reader,
  context: Context,
  { visible, filter }: { visible: SQL; filter: CursorPage },
) {
  const onDay = dayOf(context.now)
  const rules = await paymentRules(reader)
  const rate = await lateInterestRate(reader, onDay)
  const { organisationKind, organisationId } = context.actor
  const cooperativeId = organisationKind === 'cooperative' ? organisationId : null
  const party = otherParty(context.actor)
  const question = { visible, onDay, rules, rate, party, cooperativeId }
  const { rows, total } = await selectPartiesDue(reader, question, filter)
  const { daysBetween } = await readReminderDays(reader, context.now)
  const view = (row: PartyDueRow) => partyDueView(row, daysBetween)
  return pageOf(rows, filter, view, { total })
}

function partyDueView(row: PartyDueRow, daysBetween: number): z.input<typeof partyDue> {
  const {
    partyId,
    partyName,
    notDue,
    lateMonth,
    lateTwoMonths,
    lateLonger,
    cursor: _,
    requestedAt,
    ...sums
  } = row
  return {
    ...sums,
    party: { id: partyId, name: partyName },
    request: requestedAt && requestedView(requestedAt, daysBetween),
    bands: [
      { band: 'not_due', openCents: notDue },
      { band: 'late_30', openCents: lateMonth },
      { band: 'late_60', openCents: lateTwoMonths },
      { band: 'late_more', openCents: lateLonger },
    ],
  }
}
