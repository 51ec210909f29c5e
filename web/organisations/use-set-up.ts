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
