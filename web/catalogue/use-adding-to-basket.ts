import { onMounted } from 'vue'
import { asProblem } from '../platform/api-problem.ts'
import { useActs } from '../platform/use-act.ts'
import { useBasket } from './basket.store.ts'

/** Putting goods into the basket out of the catalogue, each pack by its own button. */
export function useAddingToBasket() {
  const basket = useBasket()
  const actOf = useActs((packId, quantity: number) => basket.add(packId, quantity))

  /** Whether it is in the basket now. */
  async function add(packId: string, quantity: number): Promise<boolean> {
    return (await actOf(packId).run(quantity)) !== null
  }

  onMounted(() => {
    // Without it the page merely does not say how much is in the basket already.
    if (basket.mayBuy) basket.load().catch(asProblem)
  })
  return { basket, actOf, add }
}
