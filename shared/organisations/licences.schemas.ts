import { z } from 'zod'
import { isFoodLicence } from '../food-licence.ts'
import { day, id, instant } from '../scalars.ts'
import { code } from '../text.ts'
import { reference } from './identity.ts'

export const licenceKinds = ['business', 'food_production', 'food_trading'] as const
/** Only accepted ones let a cooperative sell; those of an application wait for its admission. */
export const licenceStates = ['in_application', 'submitted', 'accepted', 'declined'] as const
export type LicenceState = (typeof licenceStates)[number]

const written = z.object({
  kind: z.enum(licenceKinds),
  number: code(40, 6).toUpperCase(),
  validFrom: day,
  /** Null: without end. */
  validTo: day.nullable(),
})

/** A licence as an application names it: nobody uploads a scan without an account. */
export const appliedLicence = written.superRefine(refuseWrong)

export const licenceBody = written.extend({ fileId: id }).superRefine(refuseWrong)

function refuseWrong(licence: z.output<typeof written>, context: z.core.$RefinementCtx): void {
  if (licence.kind === 'food_production' && !isFoodLicence(licence.number))
    refuse(context, 'number', 'wrong_licence_number')
  if (licence.validTo !== null && licence.validTo < licence.validFrom)
    refuse(context, 'validTo', 'dates_out_of_order')
}

function refuse(context: z.core.$RefinementCtx, field: string, code: string): void {
  context.addIssue({ code: 'custom', path: [field], params: { code } })
}

export const licence = z.object({
  id,
  kind: z.enum(licenceKinds),
  number: z.string(),
  validFrom: day,
  validTo: day.nullable(),
  fileId: id.nullable(),
  state: z.enum(licenceStates),
  /** Why it was declined. */
  reason: z.string(),
  /** Whether it is accepted and holds today. */
  isValid: z.boolean(),
  mayDecide: z.boolean(),
})
export type Licence = z.infer<typeof licence>

/** A licence that waits for an official, with whose it is. */
export const licenceReview = licence.extend({ cooperative: reference, submittedAt: instant })
export type LicenceReview = z.infer<typeof licenceReview>
