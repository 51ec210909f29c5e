export { workOnImports } from './work-on-imports.ts'
