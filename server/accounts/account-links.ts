import { createHmac } from 'node:crypto'

/** What a link needs of the settings. */
export interface LinkSettings {
  publicUrl: string
  jwtSecret: string
}

/**
 * The token of an invitation's link. It follows from the invitation and the program's secret, so
 * the link can be shown and mailed again though the database holds only its hash.
 */
export function invitationToken(settings: LinkSettings, invitationId: string): string {
  return createHmac('sha256', settings.jwtSecret)
    .update(`invitation ${invitationId}`)
    .digest('base64url')
}

/** The token stands behind the #: browsers never send that part, so no log or proxy sees it. */
export function invitationLink(settings: LinkSettings, invitationId: string): string {
  return `${settings.publicUrl}/accept-invitation#${invitationToken(settings, invitationId)}`
}

export function resetLink(settings: LinkSettings, token: string): string {
  return `${settings.publicUrl}/reset-password#${token}`
}
