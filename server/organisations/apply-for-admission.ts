import type { z } from 'zod'
import { fieldError } from '../../shared/errors.ts'
import type { applicationBody } from '../../shared/organisations/organisations.schemas.ts'
import { dayOf } from '../../shared/scalars.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { requireVillage } from '../villages/index.ts'
import { insertCooperative } from './cooperatives.queries.ts'
import { insertLicence } from './licences.queries.ts'
import { selectPlatforms } from './organisations.queries.ts'
import { registerOrganisation } from './register-organisation.ts'

/** An application as the contract takes it. */
export type ApplicationInput = z.output<typeof applicationBody> & { isExample?: boolean }

/**
 * Puts a cooperative's application down, in state `applied`, with the county of its village as
 * supervisor. It needs a business licence that is valid today; none of them may have expired.
 * Others may apply with the same name and code: whoever decides sees them all, and one is admitted.
 */
export async function applyForAdmission(
  tx: Transaction,
  context: Context,
  input: ApplicationInput,
): Promise<{ cooperativeId: string; countyCode: string }> {
  const { licences, villageCode, cooperativeType, legalRepresentative, ...rest } = input
  const { bankName, bankAccount, ...organisation } = rest
  await requireVillage(tx, villageCode, ['villageCode'])
  requireLicences(input, dayOf(context.now))
  const { organisationId } = await registerOrganisation(tx, context, {
    ...organisation,
    kind: 'cooperative',
    divisionCode: villageCode,
    holdsIdentity: false,
  })
  const countyCode = villageCode.slice(0, 6)
  await insertCooperative(tx, {
    organisationId,
    cooperativeType,
    legalRepresentative,
    bankName,
    bankAccount,
    countyCode,
    state: 'applied',
    appliedAt: context.now,
  })
  for (const licence of licences)
    await insertLicence(tx, {
      ...{ ...licence, id: context.newId(), cooperativeId: organisationId, countyCode },
      ...{ state: 'in_application' as const, createdAt: context.now },
    })
  await publishEvent(tx, context, {
    topic: 'organisations.cooperative-applied',
    subjectType: 'cooperative',
    subjectId: organisationId,
    payload: {
      countyCode,
      name: input.name,
      divisionCodes: [countyCode],
      organisationIds: await selectPlatforms(tx),
    },
  })
  return { cooperativeId: organisationId, countyCode }
}

function requireLicences({ licences }: ApplicationInput, today: string): void {
  const expired = licences.findIndex(
    (licence) => licence.validTo !== null && licence.validTo < today,
  )
  if (expired >= 0) throw fieldError(['licences', expired, 'validTo'], 'in_the_past')
  if (!licences.some((licence) => licence.kind === 'business'))
    throw fieldError(['licences'], 'business_licence_required')
}
