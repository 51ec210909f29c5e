import { requestPasswordReset, resetPassword } from '../../shared/accounts/accounts.api.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'

/** A new password by a link that is mailed to the person. */
export function usePasswordReset() {
  const request = useAct((email: string) => call(requestPasswordReset, { body: { email } }))
  const reset = useAct((token: string, newPassword: string) =>
    call(resetPassword, { body: { token, newPassword } }),
  )
  return { request, reset }
}
