import type { TestDatabase } from '../database.ts'
import { aMember } from './accounts.ts'
import type { ConfirmedOrder } from './deliveries.ts'

/** The order of the journeys: 960 yuan of plums and tomatoes. */
export const plumsAndTomatoes = [
  { quantity: 12, name: '巫山脆李', packName: '5 公斤箱' },
  { quantity: 6, name: '高山番茄', packName: '10 公斤筐', packGrams: 10_000, priceCents: 4_500 },
]

const names = { cooperative_manager: '毛建国', receiver: '李收货', finance: '陈会计' }

/** A further person of one side of an order who can sign in at a page, and as whom. */
export async function aPartyTo(
  { seller, unit }: Pick<ConfirmedOrder, 'seller' | 'unit'>,
  role: keyof typeof names,
  { database, password }: { database: TestDatabase; password: string },
): Promise<string> {
  const side = role === 'cooperative_manager' ? seller : unit
  const { email } = await aMember(database, {
    organisationId: side.id,
    organisationName: side.name,
    roles: [role],
    name: names[role],
    password,
  })
  return email
}
