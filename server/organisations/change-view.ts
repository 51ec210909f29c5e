import type { OrganisationChange } from '../../shared/organisations/changes.schemas.ts'
import { peopleNames } from '../accounts/index.ts'
import type { Context } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { type Division, divisionsByCodes } from '../villages/index.ts'
import { accountValues, type IdentityValues, identityValues } from './change-values.ts'
import { type ChangeRow, selectLatestChanges } from './changes.queries.ts'
import { organisationNames } from './find-organisations.ts'
import { deciderRole, maySeeChange, mayWithdrawChange } from './organisations.policy.ts'
import { placeOf } from './place-view.ts'
import { isSecondPerson } from './second-person.ts'

/** The latest changes of an organisation, for whom they concern; others see none. */
export async function latestChanges(
  reader: Reader,
  context: Context,
  organisationId: string,
): Promise<OrganisationChange[]> {
  const rows = await selectLatestChanges(reader, organisationId)
  const seen = rows.filter((row) => maySeeChange(context.actor, row))
  return seen.length === 0 ? [] : changeViews(reader, context, seen)
}

/** Proposed changes as the API shows them, with what the actor may do about each. */
export async function changeViews(
  reader: Reader,
  context: Context,
  rows: readonly ChangeRow[],
): Promise<OrganisationChange[]> {
  const identities = rows
    .filter((row) => row.kind === 'identity')
    .flatMap((row) => [identityValues.parse(row.before), identityValues.parse(row.after)])
  const codes = identities.map(({ divisionCode }) => divisionCode ?? '')
  const organisationIds = [
    ...rows.flatMap((row) => [row.organisationId, row.byOrganisationId]),
    ...identities.flatMap(({ parentId }) => parentId ?? []),
  ]
  const shown: Shown = {
    places: await divisionsByCodes(reader, codes),
    organisations: await organisationNames(reader, organisationIds),
    people: await peopleNames(
      reader,
      rows.map((row) => row.proposedBy),
    ),
  }
  const views: OrganisationChange[] = []
  for (const row of rows)
    views.push(changeView(context, row, shown, await notSecondPerson(reader, context, row)))
  return views
}

/** Asked of what a manager may decide alone, which is one account at most. */
async function notSecondPerson(
  reader: Reader,
  { actor }: Context,
  row: ChangeRow,
): Promise<OrganisationChange['notSecondPerson']> {
  const { state, secondPersonDays: days } = row
  if (days === null || state !== 'proposed' || deciderRole(actor, row) === null) return null
  if (row.proposedBy === actor.personId || (await isSecondPerson(reader, actor, row))) return null
  return { days }
}

interface Shown {
  places: Map<string, Division>
  organisations: Map<string, string>
  people: Map<string, string>
}

function changeView(
  { actor }: Context,
  row: ChangeRow,
  shown: Shown,
  notSecondPerson: OrganisationChange['notSecondPerson'],
): OrganisationChange {
  const { id, organisationKind, state, reason, decidedAs } = row
  const isOpen = state === 'proposed'
  const mayDecide = deciderRole(actor, row) !== null && row.proposedBy !== actor.personId
  return {
    ...{ id, organisationKind, state, reason, decidedAs },
    organisation: referenceOf(shown, row.organisationId),
    about: aboutOf(row, shown),
    proposer: referenceOf(shown, row.byOrganisationId),
    proposedByName: shown.people.get(row.proposedBy) ?? '',
    proposedAt: row.proposedAt.toISOString(),
    decidedAt: row.decidedAt?.toISOString() ?? null,
    mayDecide: isOpen && mayDecide,
    notSecondPerson,
    mayWithdraw: isOpen && mayWithdrawChange(actor, row),
  }
}

function aboutOf({ kind, before, after }: ChangeRow, shown: Shown): OrganisationChange['about'] {
  if (kind === 'bank_account')
    return { kind, before: accountValues.parse(before), after: accountValues.parse(after) }
  const identity = (value: unknown) => identityView(identityValues.parse(value), shown)
  return { kind, before: identity(before), after: identity(after) }
}

function identityView({ divisionCode, parentId, ...plain }: IdentityValues, shown: Shown) {
  return {
    ...plain,
    place: placeOf(shown.places, divisionCode),
    parent: parentId === null ? null : referenceOf(shown, parentId),
  }
}

function referenceOf({ organisations }: Shown, id: string) {
  return { id, name: organisations.get(id) ?? '' }
}
