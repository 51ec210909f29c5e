import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import * as api from '../../shared/accounts/accounts.api.ts'
import type { Membership, Person, Session } from '../../shared/accounts/accounts.schemas.ts'
import type { Result } from '../../shared/endpoint.ts'
import type { Access as Needed } from '../../shared/roles.ts'
import {
  type Access,
  renewAccessWith,
  renewToken,
  setAccess,
  whenAccessChangesElsewhere,
} from './access-token.ts'
import { call, whenSessionEnds } from './api.ts'
import { ApiProblem } from './api-problem.ts'
import { keepChoice, keptChoice } from './kept-choice.ts'

export type SessionPerson = Person
export type Acting = Membership

type Opened = Result<typeof api.signIn>

/** Kept so that a visitor who never signed in is not asked for a cookie they cannot have. */
const signedInBefore = 'signed-in'

/** Who is signed in and for whom they act. It outlives the pages. */
export const useSession = defineStore('session', () => {
  const session = shallowRef<Session | null>(null)
  /** The session ended in the middle of work: the person is asked for the password in place. */
  const ended = ref(false)
  const restored = ref(keptChoice(signedInBefore) === 'no')
  let restoring: Promise<void> | null = null
  let askedAgain: { promise: Promise<boolean>; answer: (again: boolean) => void } | null = null

  const person = computed(() => session.value?.person ?? null)
  const acting = computed(() => session.value?.acting ?? null)
  const memberships = computed(() => session.value?.memberships ?? [])
  const signedIn = computed(() => session.value !== null)
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

  async function signOut(): Promise<void> {
    await call(api.signOut, {}).catch((thrown: unknown) => {
      // Whoever wants to leave leaves, even without a network.
      if (!(thrown instanceof ApiProblem)) throw thrown
    })
    close()
    settle(false)
  }

  function open(opened: Opened): Access {
    session.value = opened.session
    keepChoice(signedInBefore, 'yes')
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
    keepChoice(signedInBefore, 'no')
    setAccess(null)
  }

  function settle(again: boolean): void {
    ended.value = false
    askedAgain?.answer(again)
    askedAgain = null
  }

  async function renewQuietly(): Promise<void> {
    await renewToken(null).catch(() => null)
    restored.value = true
  }

  renewAccessWith(async () => {
    try {
      return open(await call(api.refreshSession, {}, { withoutToken: true }))
    } catch (thrown) {
      if (thrown instanceof ApiProblem && thrown.status === 401) return null
      throw thrown
    }
  })

  whenSessionEnds(() => {
    if (session.value === null) return Promise.resolve(false)
    if (askedAgain === null) {
      const { promise, resolve } = Promise.withResolvers<boolean>()
      askedAgain = { promise, answer: resolve }
    }
    ended.value = true
    return askedAgain.promise
  })

  whenAccessChangesElsewhere(async (identity) => {
    if (identity === null) return
    session.value = await call(api.showSession, {})
    settle(true)
  })

  return {
    person,
    acting,
    memberships,
    signedIn,
    mayBeRestored,
    ended,
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
