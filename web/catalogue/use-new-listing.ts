import { watch } from 'vue'
import { listProduct } from '../../shared/catalogue/listings.api.ts'
import { withKeptPhotos } from '../evidence/use-kept-upload.ts'
import { useQueue } from '../platform/offline/queue.store.ts'
import { useDraft } from '../platform/offline/use-draft.ts'
import { useAct } from '../platform/use-act.ts'
import { emptyListing, emptyPack, type PackForm } from './listing-form.ts'
import { listingInput } from './listing-input.ts'
import { withRow } from './use-fields.ts'

/** What a new listing is in the queue, and its draft. */
const productKind = 'catalogue.product'
const draftName = 'new listing'

/** A new listing with its packs and, if there is any, its first lot; kept until it can be sent. */
export function useNewListing() {
  const queue = useQueue()
  const { draft: form, restored, restoring, discard } = useDraft(draftName, emptyListing)

  // Most lots come from where the product does.
  watch(
    () => form.value.goods.origin,
    (origin) => {
      const { villages } = form.value.lot
      const [first] = villages
      if (origin === null || first?.village !== null || first.isUnknown) return
      form.value.lot = { ...form.value.lot, villages: withRow(villages, 0, { village: origin }) }
    },
  )

  function setPack(index: number, pack: PackForm): void {
    form.value.packs = withRow(form.value.packs, index, pack)
  }

  function addPack(): void {
    form.value.packs = [...form.value.packs, emptyPack()]
  }

  /** Hands it in for review at once, or keeps it as a draft. */
  const list = useAct(async (submit: boolean) => {
    const { body, photos } = withKeptPhotos(listingInput(form.value, submit), true)
    const submitted = await queue.submit({
      kind: productKind,
      subject: crypto.randomUUID(),
      title: `${form.value.goods.name} ${form.value.goods.variety}`.trim(),
      endpoint: listProduct,
      input: { body },
      photos,
      draft: draftName,
      form: form.value,
    })
    await discard()
    return submitted
  })

  return { form, restored, restoring, discard, setPack, addPack, list }
}
