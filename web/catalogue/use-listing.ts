import * as api from '../../shared/catalogue/listings.api.ts'
import type { Result } from '../../shared/endpoint.ts'
import { withKeptPhotos } from '../evidence/use-kept-upload.ts'
import { call } from '../platform/api.ts'
import { useQueue } from '../platform/offline/queue.store.ts'
import { useKeptLoad } from '../platform/offline/use-kept-load.ts'
import { useAct, useActs } from '../platform/use-act.ts'
import type { GoodsForm, LotForm, PackForm, PriceForm } from './listing-form.ts'
import { goodsInput, lotInput, packInput, priceInput } from './listing-input.ts'

export type Listing = Result<typeof api.showListing>
export type Pack = Listing['packs'][number]
export type Lot = Listing['lots'][number]

/** A loss or a count: how much more or less there is than was written down, and why. */
export interface Adjustment {
  changeGrams: number
  reason: string
}

/** Under which name a lot is kept that is being filled in. */
export const lotDraft = (productId: string) => `lot ${productId}`

/** A listing as its cooperative keeps it; after each act it is read anew. */
export function useListing(productId: () => string) {
  const params = () => ({ productId: productId() })
  const queue = useQueue()
  const load = useKeptLoad(
    () => `listing ${productId()}`,
    (signal) => call(api.showListing, { params: params() }, { signal }),
    { sources: [productId] },
  )

  async function afterwards<T>(answer: Promise<T>): Promise<T> {
    const result = await answer
    await load.reload()
    return result
  }

  const submit = useAct(() => afterwards(call(api.submitListing, { params: params() })))
  const withdraw = useAct(() => afterwards(call(api.withdrawListing, { params: params() })))
  const revise = useAct((form: GoodsForm, version: number) => {
    const body = { ...goodsInput(form), version }
    return afterwards(call(api.reviseListing, { params: params(), body }))
  })

  const addPack = useAct((form: PackForm) =>
    afterwards(call(api.addPack, { params: params(), body: packInput(form) })),
  )
  const changePrice = useActs((packId, form: PriceForm, version: number) => {
    const body = { ...priceInput(form), version }
    return afterwards(call(api.changePrice, { params: { packId }, body }))
  })
  const withdrawPack = useActs((packId) =>
    afterwards(call(api.withdrawPack, { params: { packId } })),
  )

  const declareLot = useAct(async (form: LotForm, { category, name }: Listing) => {
    const { body, photos } = withKeptPhotos(lotInput(form, category), true)
    const submitted = await queue.submit({
      kind: 'catalogue.lot',
      // Of one product several lots may wait.
      subject: `${productId()} ${crypto.randomUUID()}`,
      title: name,
      endpoint: api.declareLot,
      input: { params: params(), body },
      photos,
      draft: lotDraft(productId()),
      form,
    })
    if (submitted.state === 'sent') await load.reload()
    return submitted
  })
  const adjustLot = useActs((lotId, body: Adjustment) =>
    afterwards(call(api.adjustLot, { params: { lotId }, body })),
  )
  const closeLot = useActs((lotId) => afterwards(call(api.closeLot, { params: { lotId } })))

  return {
    ...load,
    ...{ submit, withdraw, revise },
    ...{ addPack, changePrice, withdrawPack },
    ...{ declareLot, adjustLot, closeLot },
  }
}
