import { z } from 'zod'
import { email } from '../accounts/accounts.schemas.ts'
import { creditCode } from '../credit-code.ts'
import { isFoodLicence } from '../food-licence.ts'
import { organisationKind } from '../roles.ts'
import { day, divisionCode, id, instant, villageCode } from '../scalars.ts'
import { code, line, text } from '../text.ts'
import { contact } from './contact.ts'
import { admissionStep, cooperativeState } from './cooperative-states.ts'

export const unitTypes = [
  'state_organ',
  'institution',
  'state_company',
  'school',
  'hospital',
  'other',
] as const
export const channelKinds = ['canteen', 'contractor', 'union', 'staff'] as const
export const cooperativeTypes = [
  'cooperative',
  'village_company',
  'family_farm',
  'processor',
] as const
export const licenceKinds = ['business', 'food_production', 'food_trading'] as const

const name = line(120, 2)
const address = line(200, 1)
const personName = line(80, 1)
const phone = code(40).regex(/^(1\d{10}|0\d{2,3}-?\d{7,8})$/)

/** A place as it is shown: its code and its way down from the province. */
export const place = z.object({ code: divisionCode, pathName: z.string() })
export const reference = z.object({ id, name: z.string() })

export const directoryItem = z.object({
  id,
  kind: organisationKind,
  name: z.string(),
  creditCode: z.string().nullable(),
  place: place.nullable(),
  isExample: z.boolean(),
})
export type DirectoryItem = z.infer<typeof directoryItem>

export const unitBody = z.object({
  name,
  creditCode: creditCode.nullable(),
  unitType: z.enum(unitTypes),
  parentId: id.nullable(),
  divisionCode,
  address,
  contactName: personName,
  contactPhone: phone,
})

export const channelBody = z.object({
  kind: z.enum(channelKinds),
  name,
  /** Of the canteen's contractor. */
  creditCode: creditCode.nullable().default(null),
  divisionCode,
  address,
  contactName: personName,
  contactPhone: phone,
})

/** Through whom a unit buys, and where the goods go. */
export const channel = z.object({
  id,
  kind: z.enum(channelKinds),
  name: z.string(),
  creditCode: z.string().nullable(),
  place,
  address: z.string(),
  ...contact,
  closedAt: instant.nullable(),
})
export type BuyingChannel = z.infer<typeof channel>

export const unitView = z.object({
  id,
  version: z.int(),
  name: z.string(),
  creditCode: z.string().nullable(),
  unitType: z.enum(unitTypes),
  isExample: z.boolean(),
  place: place.nullable(),
  address: z.string(),
  ...contact,
  parent: reference.nullable(),
  children: z.array(reference),
  channels: z.array(channel),
  mayEdit: z.boolean(),
})
export type UnitView = z.infer<typeof unitView>

export const licenceBody = z
  .object({
    kind: z.enum(licenceKinds),
    number: code(40, 6).toUpperCase(),
    validFrom: day,
    /** Null: without end. */
    validTo: day.nullable(),
    fileId: id.nullable().default(null),
  })
  .superRefine((licence, context) => {
    if (licence.kind === 'food_production' && !isFoodLicence(licence.number))
      refuse(context, 'number', 'wrong_licence_number')
    if (licence.validTo !== null && licence.validTo < licence.validFrom)
      refuse(context, 'validTo', 'dates_out_of_order')
  })

function refuse(context: z.core.$RefinementCtx, field: string, code: string): void {
  context.addIssue({ code: 'custom', path: [field], params: { code } })
}

export const applicationBody = z.object({
  name,
  creditCode,
  cooperativeType: z.enum(cooperativeTypes),
  legalRepresentative: personName,
  villageCode,
  address,
  contactName: personName,
  contactPhone: phone,
  contactEmail: email.nullable(),
  bankName: line(80),
  bankAccount: code(30).regex(/^\d{0,30}$/),
  licences: z.array(licenceBody).min(1).max(5),
})

export const cooperativeBody = applicationBody.pick({
  address: true,
  contactName: true,
  contactPhone: true,
  contactEmail: true,
  bankName: true,
  bankAccount: true,
})

export const licence = z.object({
  id,
  kind: z.enum(licenceKinds),
  number: z.string(),
  validFrom: day,
  validTo: day.nullable(),
  fileId: id.nullable(),
  /** Whether it holds today. */
  isValid: z.boolean(),
})

export const cooperativeItem = z.object({
  id,
  name: z.string(),
  cooperativeType: z.enum(cooperativeTypes),
  state: cooperativeState,
  place,
  appliedAt: instant,
  isExample: z.boolean(),
})
export type CooperativeItem = z.infer<typeof cooperativeItem>

export const cooperativeView = cooperativeItem.extend({
  version: z.int(),
  creditCode: z.string().nullable(),
  legalRepresentative: z.string(),
  county: place,
  address: z.string(),
  contactName: z.string(),
  contactPhone: z.string(),
  contactEmail: z.string().nullable(),
  bankName: z.string(),
  bankAccount: z.string(),
  stateReason: z.string(),
  recommendedBy: z.string().nullable(),
  recommendedAt: instant.nullable(),
  admittedBy: z.string().nullable(),
  admittedAt: instant.nullable(),
  licences: z.array(licence),
  /** The next steps that the caller may take. */
  steps: z.array(admissionStep),
  mayEdit: z.boolean(),
})
export type CooperativeView = z.infer<typeof cooperativeView>

export const decisionBody = z.object({
  step: admissionStep,
  reason: text(500).default(''),
})
