import { watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { Call } from '../../shared/endpoint.ts'
import { readSetUp, setUp } from '../../shared/organisations/set-up.api.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useLoad } from '../platform/use-load.ts'

export type SetUpBody = Call<typeof setUp>['body']

/** The first start: whether it is still to be made, and making it. */
export function useSetUp() {
  const load = useLoad((signal) => call(readSetUp, {}, { signal }))
  const act = useAct(async (body: SetUpBody) => new URL((await call(setUp, { body })).link))
  return { ...load, act }
}

/** Where nobody is yet, whoever wants to sign in is led to the first start. */
export function useFirstStart(): void {
  const route = useRoute()
  const router = useRouter()
  watch(
    () => route.name,
    async (name) => {
      if (name !== 'accounts.sign-in') return
      const { isOpen } = await call(readSetUp, {}).catch(() => ({ isOpen: false }))
      if (isOpen && route.name === name) await router.replace({ name: 'organisations.set-up' })
    },
  )
}
