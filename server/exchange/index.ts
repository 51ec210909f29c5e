export { deleteOldImports } from './delete-old-imports.ts'
export { workOnImports } from './work-on-imports.ts'
