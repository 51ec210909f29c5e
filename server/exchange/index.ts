export { deleteOldImports } from './delete-old-imports.ts'
export { exportJobs, exportListeners } from './export-jobs.ts'
export { workOnImports } from './work-on-imports.ts'
