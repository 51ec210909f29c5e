import type { FastifyInstance } from 'fastify'
import { login } from '../../shared/accounts/accounts.schemas.ts'
import * as api from '../../shared/accounts/people.api.ts'
import type { Reader } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { foundPersonView } from './accounts-view.ts'
import { disablePerson, reinstatePerson } from './disable-person.ts'
import { selectPeopleNames } from './members.queries.ts'
import { membershipsOfPeople, peopleLike } from './people.queries.ts'
import type { PersonRow } from './session.queries.ts'

const shown = 20

/** The platform's view of people: finding, disabling and reinstating them. */
export async function peopleRoutes(app: FastifyInstance, deps: Dependencies): Promise<void> {
  serve(app, deps, api.findPeople, async ({ query, context }) => {
    await deps.requireLive(deps.db, context)
    const { text } = query
    const rows = await peopleLike(deps.db, { text, login: login.parse(text), limit: shown + 1 })
    const items = await viewsOf(deps.db, rows.slice(0, shown))
    return { items, isMore: rows.length > shown }
  })

  serveCommand(app, deps, api.disablePerson, async (tx, { params, body, context }) =>
    viewOf(tx, await disablePerson(tx, context, { ...params, ...body })),
  )

  serveCommand(app, deps, api.reinstatePerson, async (tx, { params, context }) =>
    viewOf(tx, await reinstatePerson(tx, context, params.personId)),
  )
}

async function viewOf(reader: Reader, row: PersonRow): Promise<api.FoundPerson> {
  const [view] = await viewsOf(reader, [row])
  if (view === undefined) throw new Error('a person without a view')
  return view
}

async function viewsOf(reader: Reader, rows: readonly PersonRow[]): Promise<api.FoundPerson[]> {
  const ids = rows.map(({ id }) => id)
  const disablers = rows.flatMap(({ disabledBy }) => disabledBy ?? [])
  const memberships = await membershipsOfPeople(reader, ids)
  const names = await selectPeopleNames(reader, disablers)
  const nameOf = new Map(names.map(({ id, name }) => [id, name]))
  return rows.map((person) =>
    foundPersonView(person, {
      memberships: memberships.filter(({ personId }) => personId === person.id),
      disabledBy: nameOf.get(person.disabledBy ?? '') ?? null,
    }),
  )
}
