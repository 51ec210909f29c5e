import { watch } from 'vue'
import { listProduct } from '../../shared/catalogue/listings.api.ts'
import { call } from '../platform/api.ts'
import { useSession } from '../platform/session.store.ts'
import { useAct } from '../platform/use-act.ts'
import { emptyListing, emptyPack, type PackForm } from './listing-form.ts'
import { listingInput } from './listing-input.ts'
import { withRow } from './use-fields.ts'
import { useKeptDraft } from './use-kept-draft.ts'

/** A new listing with its packs and, if there is any, its first lot. */
export function useNewListing() {
  const cooperativeId = useSession().acting?.organisationId ?? ''
  const draft = useKeptDraft(`listing ${cooperativeId}`, emptyListing)
  const { form } = draft

  // Most lots come from where the product does.
  watch(
    () => form.value.goods.origin,
    (origin) => {
      const { villages } = form.value.lot
      const [first] = villages
      if (first?.village !== null || first.isUnknown) return
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
    const listed = await call(listProduct, { body: listingInput(form.value, submit) })
    draft.forget()
    return listed
  })

  return { ...draft, setPack, addPack, list }
}
