import type { Licence } from '../../shared/organisations/licences.schemas.ts'
import { dayOf } from '../../shared/scalars.ts'
import type { Context } from '../platform/context.ts'
import type { LicenceRow } from './licences.queries.ts'
import { mayDecideLicence } from './organisations.policy.ts'

/** A licence as the API shows it: what counts is accepted and holds today. */
export function licenceView({ actor, now }: Context, row: LicenceRow): Licence {
  const { id, kind, number, validFrom, validTo, fileId, state, reason } = row
  const today = dayOf(now)
  const isHeld = validFrom <= today && (validTo === null || validTo >= today)
  const isOthers = row.submittedBy !== actor.personId
  return {
    ...{ id, kind, number, validFrom, validTo, fileId, state, reason },
    isValid: state === 'accepted' && isHeld,
    mayDecide: state === 'submitted' && isOthers && mayDecideLicence(actor, row),
  }
}
