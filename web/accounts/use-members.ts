import { type ComputedRef, computed } from 'vue'
import type { z } from 'zod'
import {
  changeMemberRoles,
  endMembership,
  type Invitation,
  invite as inviteEndpoint,
  issueRecoveryLink,
  listInvitations,
  listMembers,
  type Member,
  withdrawInvitation,
} from '../../shared/accounts/members.api.ts'
import type { Role } from '../../shared/roles.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useLoad } from '../platform/use-load.ts'

export type InvitationDraft = z.input<typeof inviteEndpoint.body>

/** The members and open invitations of an organisation, and what can be done with them. */
export function useMembers(organisationId: ComputedRef<string>) {
  const params = computed(() => ({ organisationId: organisationId.value }))
  const members = useLoad(
    (signal) => call(listMembers, { params: params.value }, { signal }),
    [organisationId],
  )
  const invitations = useLoad(
    (signal) => call(listInvitations, { params: params.value }, { signal }),
    [organisationId],
  )

  const changeRoles = useAct(async (member: Member, roles: Role[]) => {
    const { membershipId } = member
    await call(changeMemberRoles, { params: { membershipId }, body: { roles } })
    await members.reload()
    return true
  })
  const end = useAct(async ({ membershipId }: Member) => {
    await call(endMembership, { params: { membershipId } })
    await members.reload()
  })
  const invite = useAct(async (body: InvitationDraft) => {
    const invitation = await call(inviteEndpoint, { params: params.value, body })
    void invitations.reload()
    return invitation
  })
  const withdraw = useAct(async ({ invitationId }: Invitation) => {
    await call(withdrawInvitation, { params: { invitationId } })
    await invitations.reload()
  })
  const recover = useAct(({ membershipId }: Member) =>
    call(issueRecoveryLink, { params: { membershipId } }),
  )
  return { members, invitations, changeRoles, end, invite, withdraw, recover }
}
