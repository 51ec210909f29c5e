import { z } from 'zod'
import { email } from '../accounts/accounts.schemas.ts'
import { creditCode } from '../credit-code.ts'
import { organisationKind } from '../roles.ts'
import { divisionCode, id, instant, villageCode } from '../scalars.ts'
import { code, line, text } from '../text.ts'
import { organisationChange } from './changes.schemas.ts'
import { contact } from './contact.ts'
import { admissionStep, cooperativeState } from './cooperative-states.ts'
import {
  bankAccount,
  bankName,
  organisationName,
  personName,
  place,
  reference,
} from './identity.ts'
import { appliedLicence, licence } from './licences.schemas.ts'

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

const address = line(200, 1)
const phone = code(40).regex(/^(1\d{10}|0\d{2,3}-?\d{7,8})$/)

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
  name: organisationName,
  creditCode: creditCode.nullable(),
  unitType: z.enum(unitTypes),
  parentId: id.nullable(),
  divisionCode,
  address,
  contactName: personName,
  contactPhone: phone,
})

/** What a unit changes alone; the rest of it is its identity (domain.md §11.5). */
export const unitDetailsBody = unitBody.pick({
  unitType: true,
  address: true,
  contactName: true,
  contactPhone: true,
})

export const channelBody = z.object({
  kind: z.enum(channelKinds),
  name: organisationName,
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
  /** The latest proposed change of its identity, for whom it concerns. */
  changes: z.array(organisationChange),
})
export type UnitView = z.infer<typeof unitView>

export const applicationBody = z.object({
  name: organisationName,
  creditCode,
  cooperativeType: z.enum(cooperativeTypes),
  legalRepresentative: personName,
  villageCode,
  address,
  contactName: personName,
  contactPhone: phone,
  contactEmail: email.nullable(),
  bankName,
  bankAccount,
  licences: z.array(appliedLicence).min(1).max(5),
})

/** How a cooperative is reached, which its manager changes alone. */
export const cooperativeBody = applicationBody.pick({
  address: true,
  contactName: true,
  contactPhone: true,
  contactEmail: true,
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
  /**
   * Of an application, for whoever decides on it: what else has its credit code, or a name that
   * looks the same in its county. One of them can be admitted.
   */
  rivals: z.array(
    cooperativeItem
      .pick({ id: true, name: true, state: true, appliedAt: true })
      .extend({ county: place, hasSameCode: z.boolean(), mayOpen: z.boolean() }),
  ),
  /** The latest proposed change of each kind. */
  changes: z.array(organisationChange),
})
export type CooperativeView = z.infer<typeof cooperativeView>

export const decisionBody = z.object({
  step: admissionStep,
  reason: text(500).default(''),
})
