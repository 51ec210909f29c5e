import { z } from 'zod'
import { divisionCode, id } from '../scalars.ts'
import { code, line } from '../text.ts'

/** What an organisation is called. */
export const organisationName = line(120, 2)

/** What a person is called, such as a legal representative (法定代表人). */
export const personName = line(80, 1)

export const bankName = line(80)
/** Empty: not stated. */
export const bankAccount = code(30).regex(/^\d{0,30}$/)

/** A place as it is shown: its code and its way down from the province. */
export const place = z.object({ code: divisionCode, pathName: z.string() })
export const reference = z.object({ id, name: z.string() })
