import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import type * as api from '../../shared/deliveries/credit-corrections.api.ts'
import { AppError } from '../../shared/errors.ts'
import type { FileGrant } from '../evidence/index.ts'
import { purchaseOrderById } from '../orders/index.ts'
import { organisationNames } from '../organisations/index.ts'
import { type Context, organisationOf, supervises } from '../platform/context.ts'
import { pageOf } from '../platform/db/keyset.ts'
import { allOf } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { signerOf } from './correct-credit.ts'
import {
  type CreditCorrectionDetails,
  type CreditCorrectionsFilter,
  isEvidenceOfCredit,
  isPartyToCorrection,
  selectCreditCorrectionPage,
  selectCreditCorrections,
  visibleCreditCorrections,
} from './credit-corrections.queries.ts'
import { channelSides, creditedUnits, creditOf, helperOf, possibleHelpers } from './credit-sides.ts'

type CorrectionView = z.input<typeof api.proposeCreditCorrection.response>

/**
 * Who is credited with an order as it stands: for its sides, those credited, its officials, and the
 * units that a correction names, which read what they sign; whoever refused to sign reads no more.
 */
export async function readOrderCredit(
  reader: Reader,
  { actor }: Context,
  purchaseOrderId: string,
): Promise<z.input<typeof api.readOrderCredit.response>> {
  const order = await purchaseOrderById(reader, purchaseOrderId)
  if (order === null) throw new AppError('not_found')
  const current = await creditOf(reader, order)
  const { channel, credit } = current
  const own = organisationOf(actor)
  const credited = creditedUnits(credit)
  const helperId = helperOf(current)
  const isParty = [order.unitId, order.cooperativeId, helperId, ...credited].includes(own)
  const looksOn =
    actor.roles.includes('platform_admin') || supervises(actor, order.supervisingCountyCode)
  if (
    !isParty &&
    !looksOn &&
    !(await isPartyToCorrection(reader, { purchaseOrderId, unitId: own }))
  )
    throw new AppError('not_found')
  const isOpen = order.state !== 'declined' && order.state !== 'cancelled'
  const isOrdering = own === order.unitId
  const helpers = isOpen && isOrdering ? await possibleHelpers(reader, order, current) : []
  const others = helpers
    .map(({ helperUnitId }) => helperUnitId)
    .filter((unitId) => unitId !== helperId)
  const shown = [order.cooperativeId, ...credited, ...others]
  const names = await organisationNames(reader, helperId === null ? shown : [...shown, helperId])
  const named = (id: string) => ({ id, name: names.get(id) ?? '' })
  const isBuyer = isOrdering && credited.length === 1
  const mayNameHelper = isOrdering && (helperId !== null || others.length > 0)
  return {
    purchaseOrderNumber: order.number,
    cooperative: named(order.cooperativeId),
    channel,
    units: credit.directCredits.map(({ unitId, shareBasisPoints }) => ({
      ...named(unitId),
      shareBasisPoints,
    })),
    helper: helperId === null ? null : named(helperId),
    possibleHelpers: others.map(named),
    mayProposeHelper: isOpen && (mayNameHelper || own === helperId),
    mayProposeUnit: isOpen && (credited.includes(own) || isBuyer),
    mayProposeChannel: isOpen && channelSides(order, current).includes(own),
  }
}

/** A page of corrections of units and channels, latest first. */
export async function listCreditCorrections(
  reader: Reader,
  context: Context,
  filter: CreditCorrectionsFilter,
) {
  const visible = visibleCreditCorrections(context)
  const { rows, ...rest } = await selectCreditCorrectionPage(reader, visible, filter)
  return pageOf(rows, filter, correctionView, rest)
}

/** One correction. Throws `not_found`. */
export async function readCreditCorrection(reader: Reader, id: string): Promise<CorrectionView> {
  const [row] = await selectCreditCorrections(reader, id)
  if (row === undefined) throw new AppError('not_found')
  return correctionView(row)
}

/** The evidence of a correction shows itself to whoever may see the correction. */
export const mayReadCreditEvidence: FileGrant = (reader, context, file) => {
  const { condition, parts } = visibleCreditCorrections(context)
  const isOfParts = parts && sql`${parts.column} in (${parts.keys})`
  return isEvidenceOfCredit(reader, { visible: allOf([condition, isOfParts]), fileId: file.id })
}

function correctionView(row: CreditCorrectionDetails): CorrectionView {
  const { correction } = row
  const { id, purchaseOrderId, creditAs, channelBefore, channel, reason, fileId } = correction
  const { state, stateReason, recordedAt, decidedAt } = correction
  const unit = { id: correction.unitId, name: row.unitName }
  const cooperative = { id: correction.cooperativeId, name: row.cooperativeName }
  const fromUnit = partyOf(correction.fromUnitId, row.fromUnitName)
  const toUnit = partyOf(correction.toUnitId, row.toUnitName)
  const parties = [unit, cooperative, fromUnit, toUnit]
  const called = (wanted: string) =>
    parties.find((party) => party?.id === wanted) ?? { id: wanted, name: '' }
  return {
    ...{
      id,
      purchaseOrderId,
      creditAs,
      channelBefore,
      channel,
      reason,
      fileId,
      state,
      stateReason,
    },
    ...{ unit, cooperative, fromUnit, toUnit },
    purchaseOrderNumber: row.number,
    ...{ orderedOn: row.orderedOn, goods: row.goods ?? '', goodsCents: row.goodsCents },
    proposedBy: called(correction.proposingId),
    signedBy: called(signerOf(correction)),
    firstSignedBy: correction.firstSignedBy === null ? null : called(correction.signingId),
    recordedAt: recordedAt.toISOString(),
    decidedAt: decidedAt?.toISOString() ?? null,
  }
}

function partyOf(id: string | null, name: string | null) {
  return id === null ? null : { id, name: name ?? '' }
}
