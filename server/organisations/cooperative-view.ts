import { admissionStepsFrom } from '../../shared/organisations/cooperative-states.ts'
import type {
  CooperativeItem,
  CooperativeView,
} from '../../shared/organisations/organisations.schemas.ts'
import { dayOf } from '../../shared/scalars.ts'
import { peopleNames } from '../accounts/index.ts'
import type { Context } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { type Division, divisionsByCodes } from '../villages/index.ts'
import { type selectCooperativePage, selectLicences } from './cooperatives.queries.ts'
import { mayEditLicences, mayTakeStep } from './organisations.policy.ts'
import type { cooperatives, licences, organisations } from './organisations.tables.ts'
import { knownPlace } from './unit-view.ts'

export interface CooperativeDetail {
  organisation: typeof organisations.$inferSelect
  cooperative: typeof cooperatives.$inferSelect
}

/** A cooperative as those see it whose business it is. */
export async function cooperativeView(
  reader: Reader,
  context: Context,
  { organisation, cooperative }: CooperativeDetail,
): Promise<CooperativeView> {
  const { actor, now } = context
  const { countyCode, state, recommendedBy, admittedBy } = cooperative
  const placeCode = organisation.divisionCode ?? countyCode
  const places = await divisionsByCodes(reader, [placeCode, countyCode])
  const signers = [recommendedBy, admittedBy].filter((personId) => personId !== null)
  const names = await peopleNames(reader, signers)
  const steps = admissionStepsFrom(state, actor.roles)
  const { id, name, version, isExample, creditCode } = organisation
  const { address, contactName, contactPhone, contactEmail } = organisation
  const { cooperativeType, legalRepresentative, bankName, bankAccount, stateReason } = cooperative
  const held = await selectLicences(reader, id)
  return {
    ...{ id, name, version, isExample, creditCode, cooperativeType, legalRepresentative, state },
    ...{ address, contactName, contactPhone, contactEmail, bankName, bankAccount, stateReason },
    place: knownPlace(places, placeCode),
    county: knownPlace(places, countyCode),
    appliedAt: cooperative.appliedAt.toISOString(),
    recommendedBy: recommendedBy && (names.get(recommendedBy) ?? null),
    recommendedAt: cooperative.recommendedAt?.toISOString() ?? null,
    admittedBy: admittedBy && (names.get(admittedBy) ?? null),
    admittedAt: cooperative.admittedAt?.toISOString() ?? null,
    licences: held.map((licence) => licenceView(licence, dayOf(now))),
    steps: steps.filter(
      (step) =>
        mayTakeStep(actor, step, countyCode) &&
        !(step === 'admit' && recommendedBy === actor.personId),
    ),
    mayEdit: mayEditLicences(actor, { id, countyCode }),
  }
}

function licenceView(row: typeof licences.$inferSelect, today: string) {
  const { id, kind, number, validFrom, validTo, fileId } = row
  const isValid = validFrom <= today && (validTo === null || validTo >= today)
  return { id, kind, number, validFrom, validTo, fileId, isValid }
}

type PageRow = Awaited<ReturnType<typeof selectCooperativePage>>['rows'][number]

export function cooperativeItem(row: PageRow, places: Map<string, Division>): CooperativeItem {
  const { id, name, cooperativeType, state, isExample } = row
  return {
    ...{ id, name, cooperativeType, state, isExample },
    place: knownPlace(places, row.divisionCode ?? row.countyCode),
    appliedAt: row.appliedAt.toISOString(),
  }
}
