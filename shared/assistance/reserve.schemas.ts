import { z } from 'zod'
import { type Figure, figureOf, ofMetric } from '../figure.ts'
import { cents, enteredSumCents } from '../money.ts'
import { reference } from '../organisations/identity.ts'
import { channelKinds } from '../organisations/organisations.schemas.ts'
import { basisPoints, id, instant, version, year } from '../scalars.ts'
import { roundedHalfUp } from '../split.ts'
import { text } from '../text.ts'

/** Why a unit has no reserve of its own (§3.13). */
export const reserveExemptions = ['no_canteen', 'shared_canteen', 'no_union_budget'] as const
export const reserveExemption = z.enum(reserveExemptions)
export const reserveStates = ['filed', 'confirmed', 'returned'] as const
export const reserveState = z.enum(reserveStates)
/** What a list of a year's units is narrowed to. */
export const reserveShown = [...reserveStates, 'not_filed'] as const

/** What a unit files of a year; an exemption stands in place of budget and share. */
const filed = z.object({
  year,
  /** Budget of food purchases. */
  budgetCents: enteredSumCents.min(1).nullable().default(null),
  /** The reserved part of it. */
  shareBasisPoints: basisPoints.min(1).nullable().default(null),
  /** The buying channels whose purchases the reserve is held against. */
  channels: z.array(z.enum(channelKinds)).max(channelKinds.length).default([]),
  exemption: reserveExemption.nullable().default(null),
  reason: text(500).default(''),
  /** Of a shared canteen the unit whose budget it is. */
  filesWithUnitId: id.nullable().default(null),
  /** The units whose canteen this one's is too, as they file themselves (§3.17). */
  sharedUnitIds: z.array(id).max(50).default([]),
  /** Of the filing as it was read; 0 where there was none. */
  version,
})

export const reserveBody = filed.superRefine((filing, context) => {
  const { exemption } = filing
  const isExempt = exemption !== null
  const missing = {
    budgetCents: !isExempt && filing.budgetCents === null,
    shareBasisPoints: !isExempt && filing.shareBasisPoints === null,
    channels: !isExempt && filing.channels.length === 0,
    reason: isExempt && filing.reason === '',
    filesWithUnitId: exemption === 'shared_canteen' && filing.filesWithUnitId === null,
  }
  for (const [field, isMissing] of Object.entries(missing))
    if (isMissing) context.addIssue({ code: 'custom', path: [field], params: { code: 'required' } })
})

const reserveFiling = z.object({
  id,
  budgetCents: ofMetric('reserve_budget', cents).nullable(),
  shareBasisPoints: ofMetric('reserve_share', basisPoints).nullable(),
  channels: z.array(z.enum(channelKinds)),
  exemption: reserveExemption.nullable(),
  reason: z.string(),
  filesWith: reference.nullable(),
  state: reserveState,
  filedAt: instant,
  checkedAt: instant.nullable(),
  checkReason: z.string(),
  version,
  mayCheck: z.boolean(),
})

/** A unit in a year: what it has filed, and what of the reserve was bought (§3.13). */
export const reserveRow = z.object({
  unit: reference,
  year,
  filing: reserveFiling.nullable(),
  /** Units that share the canteen by both filings, theirs confirmed: their purchases count. */
  sharedBy: z.array(reference),
  /** What of the budget is reserved, rounded; null without a budget. */
  reserveCents: ofMetric('reserve_budget').nullable(),
  recognisedCents: ofMetric('reserve_bought').nullable(),
  completionBasisPoints: ofMetric('reserve_completion').nullable(),
})
export type ReserveRow = z.output<typeof reserveRow>

/** The reserved part of a budget in 分, rounded half up; only for showing (§2.2). */
export function reserveCents(budgetCents: number, shareBasisPoints: number): Figure {
  return figureOf(roundedHalfUp(BigInt(budgetCents) * BigInt(shareBasisPoints), 10_000n))
}

/** Recognised by the reserve, in basis points; not capped, null without a base (§3.13). */
export function reserveCompletion(
  recognisedCents: Figure,
  filing: { budgetCents: number | null; shareBasisPoints: number | null },
): Figure | null {
  const base = BigInt(filing.budgetCents ?? 0) * BigInt(filing.shareBasisPoints ?? 0)
  if (base <= 0n) return null
  return figureOf(roundedHalfUp(BigInt(recognisedCents) * 10_000n * 10_000n, base))
}
