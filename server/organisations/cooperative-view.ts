import { AppError } from '../../shared/errors.ts'
import { admissionStepsFrom } from '../../shared/organisations/cooperative-states.ts'
import type {
  CooperativeItem,
  CooperativeView,
} from '../../shared/organisations/organisations.schemas.ts'
import { peopleNames } from '../accounts/index.ts'
import type { Context } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { type Division, divisionsByCodes } from '../villages/index.ts'
import { latestChanges } from './change-view.ts'
import { selectCooperativeDetail, type selectCooperativePage } from './cooperatives.queries.ts'
import { licenceView } from './licence-view.ts'
import { selectLicences } from './licences.queries.ts'
import { mayEditLicences, maySeeCooperative, mayTakeStep } from './organisations.policy.ts'
import type { cooperatives, organisations } from './organisations.tables.ts'
import { knownPlace } from './place-view.ts'
import { selectRivals } from './rivals.queries.ts'

interface CooperativeDetail {
  organisation: typeof organisations.$inferSelect
  cooperative: typeof cooperatives.$inferSelect
}

/** A cooperative for whose business it is; throws `not_found` for others. */
export async function ownCooperativeView(
  reader: Reader,
  context: Context,
  id: string,
): Promise<CooperativeView> {
  return cooperativeView(reader, context, await visibleCooperative(reader, context, id))
}

/** A cooperative of another county or of somebody else is as if it were not there. */
export async function visibleCooperative(
  reader: Reader,
  context: Context,
  id: string,
): Promise<CooperativeDetail> {
  const detail = await selectCooperativeDetail(reader, id)
  if (detail === null) throw new AppError('not_found')
  const { countyCode } = detail.cooperative
  if (!maySeeCooperative(context.actor, { id, countyCode })) throw new AppError('not_found')
  return detail
}

/** Shown while an application waits, to whoever takes its next step. */
async function rivalViews(
  reader: Reader,
  { actor }: Context,
  { organisation, cooperative }: CooperativeDetail,
): Promise<CooperativeView['rivals']> {
  const { countyCode, state } = cooperative
  const isOpen = state === 'applied' || state === 'recommended'
  if (!isOpen || actor.organisationKind === 'cooperative') return []
  const rows = await selectRivals(reader, { ...organisation, countyCode })
  const counties = await divisionsByCodes(
    reader,
    rows.map((row) => row.countyCode),
  )
  return rows.map((row) => ({
    ...{ id: row.id, name: row.name, state: row.state, hasSameCode: row.hasSameCode },
    county: knownPlace(counties, row.countyCode),
    appliedAt: row.appliedAt.toISOString(),
    mayOpen: maySeeCooperative(actor, row),
  }))
}

async function cooperativeView(
  reader: Reader,
  context: Context,
  { organisation, cooperative }: CooperativeDetail,
): Promise<CooperativeView> {
  const { actor } = context
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
    licences: held.map((licence) => licenceView(context, licence)),
    steps: steps.filter(
      (step) =>
        mayTakeStep(actor, step, countyCode) &&
        !(step === 'admit' && recommendedBy === actor.personId),
    ),
    mayEdit: mayEditLicences(actor, { id, countyCode }),
    rivals: await rivalViews(reader, context, { organisation, cooperative }),
    changes: await latestChanges(reader, context, id),
  }
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
