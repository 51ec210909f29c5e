import type { z } from 'zod'
import type { villageShare } from '../../shared/deliveries/deliveries.schemas.ts'
import { percentOfBasisPoints } from '../platform/format.ts'

type Text = (key: string) => string
type Villages = readonly z.infer<typeof villageShare>[]

/** The villages goods come from, with their shares where they are several (§3.5). */
export function originTexts(t: Text, villages: Villages): string[] {
  const names = villages.map((village) => village.villageName ?? t('deliveries.unknownVillage'))
  if (villages.length === 1) return names
  return villages.map(
    (village, index) => `${names[index]} ${percentOfBasisPoints(village.shareBasisPoints)}`,
  )
}
