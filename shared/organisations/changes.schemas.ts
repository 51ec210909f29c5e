import { z } from 'zod'
import { creditCode } from '../credit-code.ts'
import { role } from '../roles.ts'
import { divisionCode, id, instant, version, villageCode } from '../scalars.ts'
import { text } from '../text.ts'
import {
  bankAccount,
  bankName,
  organisationName,
  personName,
  place,
  reference,
} from './identity.ts'

/** What of an organisation one person proposes and another confirms (domain.md §11.5). */
export const changeKinds = ['identity', 'bank_account'] as const
export const changeKind = z.enum(changeKinds)
export type ChangeKind = z.infer<typeof changeKind>

export const changeStates = ['proposed', 'confirmed', 'declined', 'withdrawn'] as const
export const changeState = z.enum(changeStates)
export type ChangeState = z.infer<typeof changeState>

const known = { version: version.min(1) }

export const unitIdentityBody = z.object({
  ...known,
  name: organisationName,
  creditCode: creditCode.nullable(),
  divisionCode,
  parentId: id.nullable(),
})

export const cooperativeIdentityBody = z.object({
  ...known,
  name: organisationName,
  creditCode,
  villageCode,
  legalRepresentative: personName,
})

export const bankAccountBody = z.object({
  ...known,
  bankName: bankName.min(2),
  bankAccount: bankAccount.min(6),
})

/** A decision on what somebody else has proposed or submitted; declining needs a reason. */
export const answerBody = z.object({
  answer: z.enum(['confirm', 'decline']),
  reason: text(500).default(''),
})

const identity = z.object({
  name: z.string(),
  creditCode: z.string().nullable(),
  place: place.nullable(),
  /** The supervising unit (主管单位) of a unit. */
  parent: reference.nullable(),
  /** Of a cooperative. */
  legalRepresentative: z.string().nullable(),
})
const account = z.object({ bankName: z.string(), bankAccount: z.string() })

/** A proposed change: what was, what is proposed, by whom and when, and what became of it. */
export const organisationChange = z.object({
  id,
  organisation: reference,
  organisationKind: z.enum(['unit', 'cooperative']),
  about: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('identity'), before: identity, after: identity }),
    z.object({ kind: z.literal('bank_account'), before: account, after: account }),
  ]),
  state: changeState,
  /** Why it was declined. */
  reason: z.string(),
  proposer: reference,
  proposedByName: z.string(),
  proposedAt: instant,
  /** In which role it was decided. */
  decidedAs: role.nullable(),
  decidedAt: instant.nullable(),
  mayDecide: z.boolean(),
  /**
   * Why a manager may decline the account that another proposed, and not confirm it: one came by
   * the other's invitation, or has not been a member for so many days; the platform confirms.
   */
  notSecondPerson: z.object({ days: z.int() }).nullable(),
  mayWithdraw: z.boolean(),
})
export type OrganisationChange = z.infer<typeof organisationChange>
