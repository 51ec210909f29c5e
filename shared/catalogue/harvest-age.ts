import { daysBetween } from '../scalars.ts'
import { type Category, certificateOfCategory } from './categories.ts'

const year = 365

/**
 * Since when goods were harvested or made, where that is so long ago that the day is questioned, or
 * refused: fresh produce lasts a harvest at most, meat and fish frozen, preserved goods for years.
 */
export function harvestedLongAgo(
  category: Category,
  { harvestedOn, today }: { harvestedOn: string; today: string },
): { days: number; isRefused: boolean } | null {
  const days = daysBetween(harvestedOn, today)
  const [questioned, refused] = limitsOf(category)
  return days > questioned ? { days, isRefused: days > refused } : null
}

function limitsOf(category: Category): [questioned: number, refused: number] {
  if (certificateOfCategory[category] === 'licence') return [5 * year, Number.POSITIVE_INFINITY]
  return category === 'livestock' || category === 'fish' ? [year, 3 * year] : [120, 400]
}
