import { recordAudits } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import { insertRows } from '../platform/db/rows.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvents } from '../platform/jobs/outbox.ts'
import type { ApplicationInput } from './apply-for-admission.ts'
import { deleteApplications } from './many-cooperatives.queries.ts'
import { cooperatives, licences, organisations } from './organisations.tables.ts'

/** An application that is put down under an id of its own. */
export type NewApplication = ApplicationInput & { id: string }

/**
 * Puts many applications down, each as one by one in state `applied`: the county recommends and the
 * platform admits them, which are two persons. Whoever calls has found their villages in force and
 * their licences valid.
 */
export async function applyForMany(
  tx: Transaction,
  context: Context,
  applications: readonly NewApplication[],
): Promise<void> {
  await insertRows(
    tx,
    organisations,
    applications.map((input) => {
      const { id, name, creditCode, villageCode, address } = input
      const { contactName, contactPhone, contactEmail } = input
      return {
        ...{ id, kind: 'cooperative' as const, name, creditCode, divisionCode: villageCode },
        ...{ address, contactName, contactPhone, contactEmail, holdsIdentity: false },
        createdAt: context.now,
      }
    }),
  )
  const countyOf = ({ villageCode }: NewApplication) => villageCode.slice(0, 6)
  await insertRows(
    tx,
    cooperatives,
    applications.map((input) => {
      const { id, cooperativeType, legalRepresentative, bankName, bankAccount } = input
      return {
        ...{ organisationId: id, cooperativeType, legalRepresentative, bankName, bankAccount },
        ...{ countyCode: countyOf(input), state: 'applied' as const, appliedAt: context.now },
      }
    }),
  )
  await insertRows(
    tx,
    licences,
    applications.flatMap((input) =>
      input.licences.map((licence) => ({
        ...{ ...licence, id: context.newId(), cooperativeId: input.id },
        ...{ countyCode: countyOf(input), state: 'in_application' as const },
        createdAt: context.now,
      })),
    ),
  )
  await recordAudits(
    tx,
    context,
    applications.map(({ id, ...after }) => ({
      ...{ action: 'organisations.register', subjectType: 'organisation', subjectId: id, after },
    })),
  )
  await publishEvents(
    tx,
    context,
    applications.map((input) => ({
      ...{ topic: 'organisations.cooperative-applied', subjectType: 'cooperative' },
      ...{ subjectId: input.id, payload: { countyCode: countyOf(input) } },
    })),
  )
}

/** Takes applications back that were put down by mistake and that nobody has decided on. */
export async function removeApplications(
  tx: Transaction,
  context: Context,
  ids: readonly string[],
): Promise<void> {
  await deleteApplications(tx, ids)
  await recordAudits(
    tx,
    context,
    ids.map((subjectId) => ({
      ...{ action: 'organisations.remove-application', subjectType: 'organisation', subjectId },
    })),
  )
}
