import type { z } from 'zod'
import type { entryDocuments, entryPage } from '../../shared/reports/entry.schemas.ts'
import type { progress, recognisedFigures, totals } from '../../shared/reports/reports.schemas.ts'

export type Totals = z.output<typeof totals>
export type Figures = z.output<typeof recognisedFigures>
export type Adjustments = Totals['adjustments']
export type Progress = z.output<typeof progress>
export type Documents = z.output<typeof entryDocuments>
export type Entry = z.output<typeof entryPage>['entry']
