import * as api from '../../shared/catalogue/marks.api.ts'
import type { Call } from '../../shared/endpoint.ts'
import { useUpload } from '../evidence/use-upload.ts'
import { call } from '../platform/api.ts'
import { useAct, useActs } from '../platform/use-act.ts'
import { useLoad } from '../platform/use-load.ts'

export type NewMark = Call<typeof api.addMark>['body']
export type MarkDecision = Call<typeof api.reviewMark>['body']

/** The brands and marks of a listing, and what its cooperative and its reviewers do with them. */
export function useMarks(productId: () => string) {
  const params = () => ({ productId: productId() })
  const load = useLoad(
    (signal) => call(api.marksOfListing, { params: params() }, { signal }),
    [productId],
  )
  const certificate = useUpload({ isPublic: true })

  async function afterwards<T>(answer: Promise<T>): Promise<T> {
    const result = await answer
    await load.reload()
    return result
  }

  const add = useAct((body: NewMark) => afterwards(call(api.addMark, { params: params(), body })))
  const withdraw = useActs((markId) =>
    afterwards(call(api.withdrawMark, { params: { ...params(), markId } })),
  )
  const decide = useActs((markId, body: MarkDecision) =>
    afterwards(call(api.reviewMark, { params: { ...params(), markId }, body })),
  )
  return { ...load, certificate, add, withdraw, decide }
}
