import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { id } from '../scalars.ts'
import { code, secret } from '../text.ts'
import {
  device,
  email,
  locale,
  login,
  newPassword,
  openedSession,
  ownData,
  person,
  personName,
  phone,
  session,
} from './accounts.schemas.ts'

/** The refresh cookie goes to these addresses only. */
export const sessionPath = '/api/v1/session'

const typedPassword = secret(1_000)
const emptyReply = z.object({})

export const signIn = endpoint({
  name: 'accounts.signIn',
  summary: 'Sign in with e-mail, phone or member number and password; sets the refresh cookie',
  method: 'POST',
  path: '/api/v1/session',
  access: 'public',
  body: z.object({ login, password: typedPassword }),
  response: openedSession,
  errors: ['wrong_credentials', 'too_many_requests'],
})

export const refreshSession = endpoint({
  name: 'accounts.refreshSession',
  summary: 'A new access token for the refresh cookie, which is replaced',
  method: 'POST',
  path: '/api/v1/session/refresh',
  access: 'public',
  response: openedSession,
  errors: ['session_ended'],
})

export const showSession = endpoint({
  name: 'accounts.session',
  summary: 'Who is signed in, and for which organisations they may act',
  method: 'GET',
  path: '/api/v1/session',
  access: 'signed-in',
  response: session,
})

export const actFor = endpoint({
  name: 'accounts.actFor',
  summary: 'Act for another of one’s organisations: a new access token',
  method: 'POST',
  path: '/api/v1/session/acting',
  access: 'signed-in',
  body: z.object({ organisationId: id }),
  response: openedSession,
})

export const signOut = endpoint({
  name: 'accounts.signOut',
  summary: 'End the session of the refresh cookie',
  method: 'DELETE',
  path: '/api/v1/session',
  access: 'public',
  response: emptyReply,
})

export const listDevices = endpoint({
  name: 'accounts.listDevices',
  summary: 'The devices on which one is signed in',
  method: 'GET',
  path: '/api/v1/account/sessions',
  access: 'signed-in',
  response: z.object({ items: z.array(device) }),
})

export const endDevice = endpoint({
  name: 'accounts.endDevice',
  summary: 'Sign out on one device',
  method: 'DELETE',
  path: '/api/v1/account/sessions/:sessionId',
  access: 'signed-in',
  params: z.object({ sessionId: id }),
  response: emptyReply,
})

export const signOutEverywhere = endpoint({
  name: 'accounts.signOutEverywhere',
  summary: 'Sign out on every device, this one included',
  method: 'POST',
  path: '/api/v1/account/sign-out-everywhere',
  access: 'signed-in',
  response: z.object({ endedSessions: z.int() }),
})

export const updateAccount = endpoint({
  name: 'accounts.updateAccount',
  summary: 'Change one’s name or language',
  method: 'PATCH',
  path: '/api/v1/account',
  access: 'signed-in',
  body: z.object({ name: personName, locale }).partial(),
  response: person,
})

export const exportOwnData = endpoint({
  name: 'accounts.exportOwnData',
  summary: 'Everything that is kept about oneself as a person, as a file to take away',
  method: 'GET',
  path: '/api/v1/account/data',
  access: 'signed-in',
  response: ownData,
  download: 'application/json',
})

export const changePassword = endpoint({
  name: 'accounts.changePassword',
  summary: 'Change one’s password; signs out every other device',
  method: 'POST',
  path: '/api/v1/account/password',
  access: 'signed-in',
  body: z.object({ currentPassword: typedPassword, newPassword }),
  response: z.object({ endedSessions: z.int() }),
  errors: ['too_many_requests'],
})

export const requestPasswordReset = endpoint({
  name: 'accounts.requestPasswordReset',
  summary: 'Send a link for a new password, if the address belongs to an account',
  method: 'POST',
  path: '/api/v1/password-resets',
  access: 'public',
  body: z.object({ email }),
  response: emptyReply,
  status: 202,
  errors: ['too_many_requests'],
})

export const resetPassword = endpoint({
  name: 'accounts.resetPassword',
  summary: 'Set a new password by a link from a mail; signs out everywhere',
  method: 'POST',
  path: '/api/v1/password-resets/complete',
  access: 'public',
  body: z.object({ token: secret(200), newPassword }),
  response: emptyReply,
  errors: ['link_expired', 'too_many_requests'],
})

export const requestEmail = endpoint({
  name: 'accounts.requestEmail',
  summary: 'Have a code mailed to an address that is to become one’s own',
  method: 'POST',
  path: '/api/v1/account/email',
  access: 'signed-in',
  body: z.object({ email, password: typedPassword }),
  response: emptyReply,
  status: 202,
  errors: ['too_many_requests'],
})

export const confirmEmail = endpoint({
  name: 'accounts.confirmEmail',
  summary: 'Make an address one’s own by the code that was mailed there',
  method: 'POST',
  path: '/api/v1/account/email/confirm',
  access: 'signed-in',
  body: z.object({ code: code(8).regex(/^\d{8}$/) }),
  response: person,
  errors: ['address_taken', 'too_many_requests'],
})

export const changePhone = endpoint({
  name: 'accounts.changePhone',
  summary: 'State one’s phone number, or take it away; nothing is sent there',
  method: 'PUT',
  path: '/api/v1/account/phone',
  access: 'signed-in',
  body: z.object({ phone: phone.nullable(), password: typedPassword }),
  response: person,
  errors: ['too_many_requests'],
})
