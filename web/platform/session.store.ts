import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { Access, OrganisationKind, Role } from '../../shared/roles.ts'

/** The organisation a person acts for just now, and what they may do there. */
export interface Acting {
  organisationId: string
  organisationName: string
  kind: OrganisationKind
  roles: readonly Role[]
}

export interface SessionPerson {
  id: string
  name: string
  email: string | null
}

/** Who is signed in and for whom they act. It outlives the pages. */
export const useSession = defineStore('session', () => {
  const person = ref<SessionPerson | null>(null)
  const acting = ref<Acting | null>(null)
  const memberships = ref<readonly Acting[]>([])
  const signedIn = computed(() => person.value !== null)

  /** Whether the person may open what has this access. */
  function may(access: Access): boolean {
    if (access === 'public') return true
    if (access === 'signed-in') return signedIn.value
    return acting.value?.roles.some((role) => access.includes(role)) ?? false
  }

  /** Finds out, once, who is signed in. */
  async function restore(): Promise<void> {}

  async function actFor(organisationId: string): Promise<void> {
    acting.value = memberships.value.find((each) => each.organisationId === organisationId) ?? null
  }

  async function signOut(): Promise<void> {
    person.value = null
    acting.value = null
    memberships.value = []
  }

  return { person, acting, memberships, signedIn, may, restore, actFor, signOut }
})
