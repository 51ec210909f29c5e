import * as api from '../../shared/assistance/secretaries.api.ts'
import { call } from '../platform/api.ts'
import { useActs } from '../platform/use-act.ts'
import { useLoad } from '../platform/use-load.ts'

/**
 * The villages whose first secretary one is, and the consent to be named on their pages; for a
 * leader also the consents of others that wait for them.
 */
export function useFirstSecretary() {
  const load = useLoad((signal) => call(api.secretaryPosts, {}, { signal }))

  async function afterwards<T>(answer: Promise<T>): Promise<T> {
    const result = await answer
    await load.reload()
    return result
  }

  const agree = useActs((pairingId) =>
    afterwards(call(api.agreeToBeNamed, { params: { pairingId } })),
  )
  const withdraw = useActs((pairingId) =>
    afterwards(call(api.withdrawName, { params: { pairingId } })),
  )
  const confirm = useActs((consentId) =>
    afterwards(call(api.confirmConsent, { params: { consentId } })),
  )
  const refuse = useActs((consentId) =>
    afterwards(call(api.refuseConsent, { params: { consentId } })),
  )
  return { ...load, agree, withdraw, confirm, refuse }
}
