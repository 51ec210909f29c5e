import { requireInvitationSheet } from '../../../accounts/index.ts'
import { defineKind } from '../kind.ts'
import { applyPeople, peopleHinders, undoPeople } from './apply-people.ts'
import { checkPeople, comparePeople } from './check-people.ts'
import { peopleFields } from './people-fields.ts'

/** How many people a head brings in by one sheet: each may be a mail to a stranger. */
const mostOfOwn = 500

/**
 * People who act for an organisation: its head invites its own, the platform everybody. Whoever is
 * a member already gets the roles of the row.
 */
export const people = defineKind({
  name: 'people',
  titles: { 'zh-CN': '人员', en: 'People' },
  fields: peopleFields,
  hasCodes: true,
  mayImport: ({ roles }) =>
    roles.some((role) => ['platform_admin', 'unit_leader', 'cooperative_manager'].includes(role)),
  mostRows: ({ roles }) => (roles.includes('platform_admin') ? null : mostOfOwn),
  begin: requireInvitationSheet,
  check: checkPeople,
  compare: comparePeople,
  apply: applyPeople,
  hinders: peopleHinders,
  undo: undoPeople,
})
