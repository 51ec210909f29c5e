import { ref } from 'vue'
import { issueRecoveryLink } from '../../shared/accounts/members.api.ts'
import {
  disablePerson,
  type FoundPerson,
  findPeople,
  reinstatePerson,
} from '../../shared/accounts/people.api.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useLoad } from '../platform/use-load.ts'

/** People as the platform finds them by a text, and what it can do with them. */
export function usePeople() {
  const text = ref('')
  const found = useLoad(
    async (signal) =>
      text.value === '' ? null : call(findPeople, { query: { text: text.value } }, { signal }),
    [text],
  )
  const disable = useAct(async ({ personId }: FoundPerson, reason: string) => {
    const person = await call(disablePerson, { params: { personId }, body: { reason } })
    await found.reload()
    return person
  })
  const reinstate = useAct(async ({ personId }: FoundPerson) => {
    const person = await call(reinstatePerson, { params: { personId } })
    await found.reload()
    return person
  })
  /** Of any of the memberships: the account is one. */
  const recover = useAct(async ({ memberships: [membership] }: FoundPerson) => {
    const params = { membershipId: membership?.membershipId ?? '' }
    return call(issueRecoveryLink, { params })
  })
  return { text, found, disable, reinstate, recover }
}
