import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import * as api from '../../shared/accounts/accounts.api.ts'
import type { Membership, Person, Session } from '../../shared/accounts/accounts.schemas.ts'
import type { Result } from '../../shared/endpoint.ts'
import { fieldRoles, type Access as Needed } from '../../shared/roles.ts'
import {
  type Access,
  renewAccessWith,
  renewToken,
  setAccess,
  whenAccessChangesElsewhere,
} from './access-token.ts'
import { call, whenSessionEnds } from './api.ts'
import { ApiProblem } from './api-problem.ts'
import { keepForPerson, keptForPerson } from './offline/kept-for.ts'
import { dropSessionHint, hasSessionHint } from './session-hint.ts'

export type SessionPerson = Person
export type Acting = Membership

type Opened = Result<typeof api.signIn>

/** Who is signed in and for whom they act. It outlives the pages. */
export const useSession = defineStore('session', () => {
  const session = shallowRef<Session | null>(null)
  /** The session ended in the middle of work: the person is asked for the password in place. */
  const ended = ref(false)
  /** Whoever is kept on this device is brought back without a cookie, where there is no signal. */
  const restored = ref(!hasSessionHint() && keptForPerson() === null)
  /** There is no signal: the person is who they were when there was one. */
  const offline = ref(false)
  let restoring: Promise<void> | null = null
  let askedAgain: { promise: Promise<boolean>; answer: (again: boolean) => void } | null = null

  const person = computed(() => session.value?.person ?? null)
  const acting = computed(() => session.value?.acting ?? null)
  const memberships = computed(() => session.value?.memberships ?? [])
  const offersOnlinePayment = computed(() => session.value?.offersOnlinePayment === true)
  const signedIn = computed(() => session.value !== null)
  /** In whose name things are kept on this device: the person for the organisation. */
  const owner = computed(() => (session.value === null ? '' : identityOf(session.value)))
  /** Nobody knows yet: somebody who was signed in before may still be. */
  const mayBeRestored = computed(() => !signedIn.value && !restored.value)

  /** Whether the person may open what has this access. */
  function may(needed: Needed): boolean {
    if (needed === 'public') return true
    if (needed === 'signed-in') return signedIn.value
    return acting.value?.roles.some((role) => needed.includes(role)) ?? false
  }

  /** Finds out, once, who is signed in. */
  function restore(): Promise<void> {
    restoring ??= restored.value ? Promise.resolve() : renewQuietly()
    return restoring
  }

  async function signIn(credentials: { login: string; password: string }): Promise<void> {
    open(await call(api.signIn, { body: credentials }, { withoutToken: true }))
    settle(true)
  }

  /** A session that began otherwise than by a password: an accepted invitation. */
  function enter(opened: Opened): void {
    open(opened)
    settle(true)
  }

  /** Shows the person's changed name or language at once. */
  function rename(person: Person): void {
    if (session.value !== null) session.value = { ...session.value, person }
  }

  async function actFor(organisationId: string): Promise<void> {
    open(await call(api.actFor, { body: { organisationId } }))
  }

  /** Signs out, and deletes what this device keeps for the person. */
  async function signOut(): Promise<void> {
    const personId = session.value?.person.id ?? ''
    await call(api.signOut, {}).catch((thrown: unknown) => {
      // Whoever wants to leave leaves, even without a network.
      if (!(thrown instanceof ApiProblem)) throw thrown
    })
    close()
    settle(false)
    if (keptForPerson() === null) return
    keepForPerson(null)
    const { deleteOfPerson } = await import('./offline/kept.ts')
    await deleteOfPerson(personId)
  }

  /** Asks for the password in place; true once it was given. */
  function askAgain(): Promise<boolean> {
    if (session.value === null) return Promise.resolve(false)
    if (askedAgain === null) {
      const { promise, resolve } = Promise.withResolvers<boolean>()
      askedAgain = { promise, answer: resolve }
    }
    ended.value = true
    return askedAgain.promise
  }

  function open(opened: Opened): Access {
    session.value = opened.session
    offline.value = false
    keepOnDevice(opened.session)
    const access = {
      token: opened.accessToken,
      identity: identityOf(opened.session),
      endsAt: Date.now() + opened.expiresInSeconds * 1_000,
    }
    setAccess(access)
    return access
  }

  function close(): void {
    session.value = null
    dropSessionHint()
    setAccess(null)
  }

  function settle(again: boolean): void {
    ended.value = false
    askedAgain?.answer(again)
    askedAgain = null
  }

  async function renewQuietly(): Promise<void> {
    const renewing = renewToken(null).then(
      () => false,
      () => true,
    )
    // Where nothing is kept there is nothing to go on with, however long the answer takes.
    const patience = keptForPerson() === null ? renewing : Promise.race([renewing, patienceEnds()])
    if ((await patience) && session.value === null) await openKept()
    restored.value = true
  }

  async function openKept(): Promise<void> {
    if (keptForPerson() === null) return
    const { keptSession } = await import('./offline/kept.ts')
    const kept = await keptSession<Session>()
    if (session.value !== null || kept?.person.id !== keptForPerson()) return
    session.value = kept
    offline.value = true
  }

  renewAccessWith(async () => {
    try {
      return open(await call(api.refreshSession, {}, { withoutToken: true }))
    } catch (thrown) {
      if (thrown instanceof ApiProblem && thrown.status === 401) return null
      throw thrown
    }
  })

  whenSessionEnds(askAgain)

  whenAccessChangesElsewhere(async (identity) => {
    if (identity === null) return
    session.value = await call(api.showSession, {})
    offline.value = false
    settle(true)
  })

  return {
    person,
    acting,
    memberships,
    offersOnlinePayment,
    signedIn,
    owner,
    offline,
    mayBeRestored,
    ended,
    askAgain,
    may,
    restore,
    signIn,
    enter,
    rename,
    actFor,
    signOut,
  }
})

function identityOf(session: Session): string {
  return `${session.person.id} ${session.acting?.organisationId ?? ''}`
}

/** As long as somebody in a cellar waits for an answer before they see what is kept. */
const patienceEnds = () => new Promise<true>((resolve) => setTimeout(resolve, 5_000, true))

/** Keeps who is signed in for a page without a signal, and deletes what is another person's. */
function keepOnDevice(opened: Session): void {
  const before = keptForPerson()
  const { memberships, person } = opened
  const works = memberships.some(({ roles }) => roles.some((role) => fieldRoles.includes(role)))
  if (before === null && !works) return
  keepForPerson(works ? person.id : null)
  const isOther = before !== null && before !== person.id
  const keep = async () => {
    const { deleteOfOthers, keepSession } = await import('./offline/kept.ts')
    if (isOther) await deleteOfOthers(person.id)
    if (works) await keepSession(opened)
  }
  // Beside the first page, unless there is something to delete.
  setTimeout(() => keep().catch(() => undefined), isOther ? 0 : 1_000)
}
