import { onMounted } from 'vue'
import { asProblem } from '../platform/api-problem.ts'
import { type Act, useAct } from '../platform/use-act.ts'
import { useBasket } from './basket.store.ts'

type Adding = Act<[quantity: number], void>

/** Putting goods into the basket: each pack has a button, and with it a problem, of its own. */
export function useAddingToBasket() {
  const basket = useBasket()
  const acts = new Map<string, Adding>()

  function actOf(packId: string): Adding {
    const known = acts.get(packId)
    if (known !== undefined) return known
    const act = useAct((quantity: number) => basket.add(packId, quantity))
    acts.set(packId, act)
    return act
  }

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
