import { z } from 'zod'

/** A contact person; null where it is not the viewer's business (domain.md §11.6). */
export const contact = { contactName: z.string().nullable(), contactPhone: z.string().nullable() }
