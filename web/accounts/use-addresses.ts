import { ref } from 'vue'
import {
  changePhone as changePhoneEndpoint,
  confirmEmail,
  requestEmail,
} from '../../shared/accounts/accounts.api.ts'
import { call } from '../platform/api.ts'
import { useSession } from '../platform/session.store.ts'
import { useAct } from '../platform/use-act.ts'

/** The addresses by which a person signs in; an e-mail becomes theirs by a code mailed there. */
export function useAddresses() {
  const session = useSession()
  /** Where a code was mailed to, until it is typed. */
  const mailedTo = ref<string | null>(null)

  const request = useAct(async (email: string, password: string) => {
    await call(requestEmail, { body: { email, password } })
    mailedTo.value = email
  })
  const confirm = useAct(async (code: string) => {
    const person = await call(confirmEmail, { body: { code } })
    session.rename(person)
    mailedTo.value = null
    return person
  })
  const changePhone = useAct(async (phone: string, password: string) => {
    const person = await call(changePhoneEndpoint, { body: { phone: phone || null, password } })
    session.rename(person)
    return person
  })
  return { mailedTo, request, confirm, changePhone }
}
