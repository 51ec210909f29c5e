import { requireSelling } from '../../../catalogue/index.ts'
import { defineKind } from '../kind.ts'
import { applyProducts, productHinders, undoProducts } from './apply-products.ts'
import { checkProducts } from './check-products.ts'
import { productFields } from './product-fields.ts'

/**
 * Products of the importer's own cooperative with their packs and prices. New ones are handed in
 * for review; of those that are there only packs are added and prices changed.
 */
export const productsKind = defineKind({
  name: 'products',
  titles: { 'zh-CN': '产品与价格', en: 'Products and prices' },
  fields: productFields,
  mayImport: ({ roles, organisationKind }) =>
    organisationKind === 'cooperative' && roles.includes('cooperative_manager'),
  begin: async (tx, context) => {
    await requireSelling(tx, context)
  },
  check: checkProducts,
  apply: applyProducts,
  hinders: productHinders,
  undo: undoProducts,
})
