import type { z } from 'zod'
import type { relationDocument } from '../../shared/assistance/assistance.schemas.ts'

/** A document while it is being entered. */
export interface DocumentDraft {
  name: string
  fileId: string
}

export const noDocument: DocumentDraft = { name: '', fileId: '' }
/** The fields of a document, for the summary of what a form shows itself. */
export const documentFields = ['document', 'document.name', 'document.fileId']

/** The document as the contract wants it; null while nothing of it was entered. */
export function documentOf({
  name,
  fileId,
}: DocumentDraft): z.input<typeof relationDocument> | null {
  return name === '' && fileId === '' ? null : { name, fileId }
}
