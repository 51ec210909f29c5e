import { z } from 'zod'

export const certificateKinds = ['promise', 'licence'] as const
export const certificateKind = z.enum(certificateKinds)
export type CertificateKind = z.infer<typeof certificateKind>

/**
 * The kinds of goods, each with the proof its lots need (domain.md §9): fresh farm produce a
 * promise certificate (承诺达标合格证), made and packed food a food production licence (SC).
 */
export const certificateOfCategory = {
  vegetables: 'promise',
  fruit: 'promise',
  mushrooms: 'promise',
  fresh_tea: 'promise',
  livestock: 'promise',
  eggs: 'promise',
  fish: 'promise',
  grain: 'licence',
  oil: 'licence',
  dry_tea: 'licence',
  honey: 'licence',
  nuts: 'licence',
  dried_goods: 'licence',
  pickles: 'licence',
  processed: 'licence',
} as const satisfies Record<string, CertificateKind>

export type Category = keyof typeof certificateOfCategory
export const categories = Object.keys(certificateOfCategory) as [Category, ...Category[]]
export const category = z.enum(categories)

export const storages = ['ambient', 'chilled', 'frozen'] as const
export const storage = z.enum(storages)
export type Storage = z.infer<typeof storage>
