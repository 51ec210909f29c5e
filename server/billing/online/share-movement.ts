import { keptByLine } from '../../../shared/billing/allocate-payment.ts'
import type { ProviderReason } from '../../../shared/billing/online.schemas.ts'
import { dayOf } from '../../../shared/scalars.ts'
import { splitByLargestRemainder } from '../../../shared/split.ts'
import { recordedNow } from '../../deliveries/index.ts'
import { insertRows } from '../../platform/db/rows.ts'
import type { ProviderMovement } from '../../platform/stripe/provider.ts'
import { moneyOfInvoices, splitMoney } from '../invoice-money.queries.ts'
import { providerFees } from '../online.tables.ts'
import { completePayment, lockInvoice, payments } from '../pay-invoice.ts'
import { insertPayment, updatePayment } from '../payments.queries.ts'
import { postEntries } from '../post-entries.ts'
import { completeRefund } from '../refund-payment.ts'
import { insertRefund } from '../refunds.queries.ts'
import type { AboutPayment } from './apply-payment.ts'
import { refundedBySource } from './disputes.queries.ts'
import { movementsOf } from './online.queries.ts'
import { refundsByProvider } from './provider-decides.ts'

/** Charges what the provider keeps of a movement to who bears it, as fixed at the start (§7.2). */
export async function chargeFee(
  about: AboutPayment,
  movement: ProviderMovement,
  { feeCents, lossCents = 0 }: { feeCents: number; lossCents?: number },
): Promise<void> {
  const { feesBorneBy } = about.row
  if (feesBorneBy === null) return charge(about, movement, feeCents + lossCents)
  await charge(about, movement, feeCents, feesBorneBy)
  await charge(about, movement, lossCents)
}

/**
 * Splits an amount, once for each movement and bearer, over the cooperatives of the payment by
 * their amounts, and posts it in the books of each, or of who bears it instead.
 */
async function charge(
  { tx, context, parts }: AboutPayment,
  movement: ProviderMovement,
  feeCents: number,
  borneBy: string | null = null,
): Promise<void> {
  if (feeCents === 0) return
  const amounts = new Map<string, number>()
  for (const { cooperativeId, amountCents } of parts)
    amounts.set(cooperativeId, (amounts.get(cooperativeId) ?? 0) + amountCents)
  const shares = splitByLargestRemainder(
    feeCents,
    [...amounts].map(([key, weight]) => ({ key, weight })),
  )
  const chargedOn = dayOf(movement.at)
  const rows = [...shares]
    .filter(([, amountCents]) => amountCents !== 0)
    .map(([cooperativeId, amountCents]) => ({
      ...{ id: context.newId(), movementId: movement.id, cooperativeId, borneBy, amountCents },
      chargedOn,
      postedBy: context.actor.personId,
      postedAt: context.now,
    }))
  await insertRows(tx, providerFees, rows)
  await postEntries(
    tx,
    context,
    rows.map((row) => ({
      organisationId: row.borneBy ?? row.cooperativeId,
      counterpartyId: null,
      cause: { kind: 'fee' as const, id: row.id },
      invoiceId: null,
      occurredOn: chargedOn,
      postings: [
        { account: 'fees' as const, cents: row.amountCents },
        { account: 'stripe_clearing' as const, cents: -row.amountCents },
      ],
    })),
  )
}

/**
 * Money that left without the cooperatives' doing: a dispute, or a refund made at the provider
 * itself. It is taken from what each invoice and line has kept, in proportion. Returns what goes
 * beyond all that was kept: a loss, which the cooperatives bear.
 */
export async function takeBack(
  about: AboutPayment,
  movement: ProviderMovement,
  { sourceId, reason }: { sourceId: string; reason: ProviderReason },
): Promise<number> {
  const { tx, parts, row } = about
  const wantedCents = -movement.amountCents
  const money = await moneyOfInvoices(
    tx,
    parts.map((part) => part.invoiceId),
  )
  const keptOf = new Map(
    parts.map((part) => {
      const split = money.get(part.invoiceId)
      if (split === undefined) throw new Error('an invoice has its money')
      const { lines, freightCents, dueBackCents } = keptByLine(splitMoney(split))
      const lineCents = [...lines.values()].reduce((sum, cents) => sum + cents, 0)
      return [part.invoiceId, { lines, most: lineCents + freightCents + dueBackCents }] as const
    }),
  )
  const mostOf = ({ invoiceId, amountCents }: (typeof parts)[number]) =>
    Math.min(amountCents, keptOf.get(invoiceId)?.most ?? 0)
  const most = parts.reduce((sum, part) => sum + mostOf(part), 0)
  const takenCents = Math.min(wantedCents, most)
  if (takenCents > 0) {
    const claims = parts.map((part) => ({ key: part.invoiceId, weight: mostOf(part) }))
    const earlier = (await movementsOf(tx, row.id)).filter((one) => one.sourceId === sourceId)
    const reference = earlier.length > 1 ? movement.id : sourceId
    for (const [invoiceId, amountCents] of splitByLargestRemainder(takenCents, claims)) {
      const lines = keptOf.get(invoiceId)?.lines ?? new Map()
      const part = { invoiceId, amountCents, lines, reference, reason, at: movement.at }
      if (amountCents > 0) await insertTakenBack(about, part)
    }
  }
  return wantedCents - takenCents
}

async function insertTakenBack(
  { tx, context }: AboutPayment,
  part: {
    invoiceId: string
    amountCents: number
    lines: ReadonlyMap<string, number>
    reference: string
    reason: ProviderReason
    at: Date
  },
): Promise<void> {
  const invoice = await lockInvoice(tx, part.invoiceId)
  const keptCents = [...part.lines.values()].reduce((sum, cents) => sum + cents, 0)
  const goodsCents = Math.min(part.amountCents, keptCents)
  const shares =
    goodsCents === 0
      ? new Map<string, number>()
      : splitByLargestRemainder(
          goodsCents,
          [...part.lines].map(([key, weight]) => ({ key, weight })),
        )
  const id = context.newId()
  const lines = [...shares]
    .filter(([, amountCents]) => amountCents > 0)
    .map(([orderLineId, amountCents]) => ({
      ...{ id: context.newId(), refundId: id, orderLineId, amountCents },
    }))
  const refund = await insertRefund(
    tx,
    {
      id,
      invoiceId: invoice.id,
      unitId: invoice.unitId,
      cooperativeId: invoice.cooperativeId,
      supervisingCountyCode: invoice.supervisingCountyCode,
      method: 'online',
      bankReference: part.reference,
      amountCents: part.amountCents,
      refundedOn: dayOf(part.at),
      reason: part.reason,
      ...recordedNow(context),
    },
    lines,
  )
  if (refund === null) throw new Error(`${part.reference} was taken back before`)
  await completeRefund(tx, context, refund, refundsByProvider())
}

/**
 * Money that came back: a dispute won, a refund that failed afterwards. It is paid again. Returns
 * what goes beyond all that was taken, below zero: a loss that comes back to them.
 */
export async function giveBack(
  about: AboutPayment,
  movement: ProviderMovement,
  sourceId: string,
): Promise<number> {
  const { tx, row, parts } = about
  const own = (await movementsOf(tx, row.id)).filter((one) => one.sourceId === sourceId)
  const references = [sourceId, ...own.map((one) => one.id)]
  const taken = await refundedBySource(tx, {
    references,
    invoiceIds: parts.map((part) => part.invoiceId),
  })
  const most = taken.reduce((sum, { leftCents }) => sum + leftCents, 0)
  const backCents = Math.min(movement.amountCents, most)
  if (backCents > 0) {
    const claims = taken.map(({ invoiceId, leftCents }) => ({ key: invoiceId, weight: leftCents }))
    for (const [invoiceId, amountCents] of splitByLargestRemainder(backCents, claims))
      if (amountCents > 0) await insertGivenBack(about, { invoiceId, amountCents, movement })
  }
  // Nothing was taken of a refund that was never made: then nothing comes back either.
  return taken.length > 0 ? backCents - movement.amountCents : 0
}

async function insertGivenBack(
  { tx, context }: AboutPayment,
  part: { invoiceId: string; amountCents: number; movement: ProviderMovement },
): Promise<void> {
  const invoice = await lockInvoice(tx, part.invoiceId)
  const payment = await insertPayment(tx, {
    id: context.newId(),
    invoiceId: invoice.id,
    unitId: invoice.unitId,
    cooperativeId: invoice.cooperativeId,
    supervisingCountyCode: invoice.supervisingCountyCode,
    method: 'online',
    recordedSide: 'unit',
    bankReference: part.movement.id,
    amountCents: part.amountCents,
    paidOn: dayOf(part.movement.at),
    ...recordedNow(context),
  })
  if (payment === null) throw new Error(`${part.movement.id} was given back before`)
  await completePayment(tx, context, payment, {
    ...payments,
    update: (tx, id, decision) => updatePayment(tx, id, { ...decision, decidedBy: null }),
  })
}
