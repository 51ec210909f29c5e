import type { z } from 'zod'
import type { villageShare } from '../../shared/deliveries/deliveries.schemas.ts'
import { percentOfBasisPoints } from '../platform/format.ts'
import { enumerated } from '../platform/punctuation.ts'

/** The villages goods come from, with their shares where they are several (§3.5). */
export function originText(
  t: (key: string) => string,
  villages: readonly z.infer<typeof villageShare>[],
): string {
  const names = villages.map((village) => village.villageName ?? t('deliveries.unknownVillage'))
  if (villages.length === 1) return names.join('')
  return enumerated(
    villages.map(
      (village, index) => `${names[index]} ${percentOfBasisPoints(village.shareBasisPoints)}`,
    ),
  )
}
