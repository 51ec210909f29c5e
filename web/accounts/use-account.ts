import type { z } from 'zod'
import {
  changePassword as changePasswordEndpoint,
  exportOwnData,
  updateAccount,
} from '../../shared/accounts/accounts.api.ts'
import { call } from '../platform/api.ts'
import { download } from '../platform/api-files.ts'
import { useSession } from '../platform/session.store.ts'
import { useAct } from '../platform/use-act.ts'
import { useSpokenLanguage } from '../platform/use-spoken-language.ts'

export type ProfileDraft = z.input<typeof updateAccount.body>
export type PasswordDraft = z.input<typeof changePasswordEndpoint.body>

/** A person's own account; what it holds is part of the session. */
export function useAccount() {
  const session = useSession()
  const { speakAndTell } = useSpokenLanguage()

  const save = useAct(async (body: ProfileDraft) => {
    const person = await call(updateAccount, { body })
    session.rename(person)
    if (body.locale) await speakAndTell(body.locale)
    return person
  })
  /** Ends the person's other sessions and tells how many they were. */
  const changePassword = useAct((body: PasswordDraft) => call(changePasswordEndpoint, { body }))

  /** What is kept about oneself, as a file. */
  const exportData = useAct(() => download(exportOwnData, {}))

  return { save, changePassword, exportData }
}
