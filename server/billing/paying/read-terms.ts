import type { z } from 'zod'
import type { paymentTerms } from '../../../shared/billing/payment-terms.api.ts'
import { AppError } from '../../../shared/errors.ts'
import type { CursorPage } from '../../../shared/pagination.ts'
import { dayOf } from '../../../shared/scalars.ts'
import type { Context } from '../../platform/context.ts'
import { pageOf } from '../../platform/db/keyset.ts'
import type { Reader } from '../../platform/db/transaction.ts'
import {
  paymentRules,
  rulesOn,
  selectTermsPage,
  type TermsDetails,
  termsDetails,
} from './payment-terms.queries.ts'

/** A page of terms of payment, latest first, beside the rule of today. */
export async function listPaymentTerms(reader: Reader, context: Context, filter: CursorPage) {
  const { rows, ...rest } = await selectTermsPage(reader, context.actor, filter)
  const rule = rulesOn(await paymentRules(reader), dayOf(context.now))
  return { ...pageOf(rows, filter, termsView, rest), ...rule }
}

/** Terms just written. */
export async function readPaymentTerms(reader: Reader, id: string) {
  const row = await termsDetails(reader, id)
  if (row === undefined) throw new AppError('not_found')
  return termsView(row)
}

function termsView(row: TermsDetails): z.input<typeof paymentTerms> {
  const { terms, unitName, cooperativeName, recordedByName, decidedByName } = row
  const { id, cooperativeId, days, validFrom, state, stateReason } = terms
  return {
    ...{ id, days, validFrom, state, stateReason, recordedByName, decidedByName },
    unit: { id: terms.unitId, name: unitName },
    cooperative: cooperativeId === null ? null : { id: cooperativeId, name: cooperativeName ?? '' },
    recordedAt: terms.recordedAt.toISOString(),
    decidedAt: terms.decidedAt?.toISOString() ?? null,
  }
}
