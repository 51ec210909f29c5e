import { updateAccount } from '../../shared/accounts/accounts.api.ts'
import { call } from './api.ts'
import { type Language, speak } from './i18n.ts'
import { useSession } from './session.store.ts'

/** Changes the language here and, for who is signed in, of the mails they get. */
export function useSpokenLanguage() {
  const session = useSession()

  async function speakAndTell(next: Language): Promise<void> {
    await speak(next)
    if (!session.signedIn) return
    // The page already speaks it; should the account not hear of it, only mails differ.
    await call(updateAccount, { body: { locale: next } }).catch(() => undefined)
  }

  return { speakAndTell }
}
