import { z } from 'zod'
import { organisationKind, role } from '../roles.ts'
import { areaCode, id, instant } from '../scalars.ts'
import { code, line, secret } from '../text.ts'
import { isGuessable } from './guessable-password.ts'

export const locales = ['zh-CN', 'en'] as const
export const locale = z.enum(locales)
export type Locale = z.infer<typeof locale>

export const passwordLength = { minimum: 12, maximum: 128 } as const

/** An address as people type it; kept in small letters. */
export const email = code(200).toLowerCase().pipe(z.email())

/** A mobile number of mainland China, with or without +86 and gaps; kept as eleven digits. */
export const phone = code(40)
  .overwrite((typed) => typed.replaceAll('-', '').replace(/^(\+|00)86/, ''))
  .regex(/^1[3-9]\d{9}$/)

/** A login: an e-mail address, a mobile or a member number, in the form in which it is stored. */
export const login = code(200, 1).overwrite((typed) => {
  const number = phone.safeParse(typed)
  return number.success ? number.data : typed.toLowerCase()
})

/** A password somebody chooses; length is what makes it strong. */
export const newPassword = secret(passwordLength.maximum, passwordLength.minimum).refine(
  (chosen) => !isGuessable(chosen),
  { params: { code: 'password_too_simple' } },
)

/** A person's name; no address of a page, for it stands in mails that we send to others. */
export const personName = line(80, 1).refine(
  (typed) => !/https?:|www\.|[a-z0-9-]{2}\.[a-z]{2}/i.test(typed),
  { params: { code: 'no_links' } },
)

export const person = z.object({
  id,
  name: z.string(),
  /** Theirs: a code or link that was mailed there came back (§11.1). */
  email: z.string().nullable(),
  /** As they state it: nothing is sent there, and others may state the same. */
  phone: z.string().nullable(),
  /** What whoever has no e-mail signs in by. */
  memberNumber: z.string().nullable(),
  locale,
})
export type Person = z.infer<typeof person>

/** One organisation a person may act for, and as what. */
export const membership = z.object({
  organisationId: id,
  organisationName: z.string(),
  kind: organisationKind,
  roles: z.array(role),
  /** Of an official: the node of the division tree they see, with all below it; '' is all. */
  divisionCode: areaCode.nullable(),
})
export type Membership = z.infer<typeof membership>

/** Who is signed in, for whom they may act, and for whom they act now. */
export const session = z.object({
  person,
  memberships: z.array(membership),
  acting: membership.nullable(),
  /** Whether invoices can be paid online; what a device kept of a session may not say. */
  offersOnlinePayment: z.boolean().optional(),
})
export type Session = z.infer<typeof session>

/** A session with the token that speaks for it; the refresh token travels in a cookie. */
export const openedSession = z.object({
  accessToken: z.string(),
  expiresInSeconds: z.int(),
  session,
})

/** What is kept about a person: no secrets, and nothing of what the organisations did. */
export const ownData = z.object({
  exportedAt: instant,
  person: person.extend({ createdAt: instant, hasPassword: z.boolean() }),
  memberships: z.array(
    z.object({
      organisationName: z.string(),
      roles: z.array(role),
      since: instant,
      endedAt: instant.nullable(),
    }),
  ),
  sessions: z.array(
    z.object({
      userAgent: z.string(),
      address: z.string(),
      since: instant,
      lastUsedAt: instant,
      endedAt: instant.nullable(),
    }),
  ),
  invitations: z.array(
    z.object({ organisationName: z.string(), name: z.string(), acceptedAt: instant }),
  ),
})
export type OwnData = z.infer<typeof ownData>

/** A device on which a person is signed in. */
export const device = z.object({
  sessionId: id,
  userAgent: z.string(),
  address: z.string(),
  createdAt: instant,
  lastUsedAt: instant,
  isThisOne: z.boolean(),
})
