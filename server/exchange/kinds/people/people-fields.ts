import { email, personName, phone } from '../../../../shared/accounts/accounts.schemas.ts'
import { choicesOf, fieldOf, phoneOf } from '../fields.ts'
import type { ValuesOf } from '../kind.ts'
import { organisationField } from '../organisation-field.ts'

/** The organisation that somebody is to act for. */
const organisation = organisationField({
  titles: { 'zh-CN': '所属单位', en: 'Organisation' },
  words: ['单位', '单位名称', '所在单位', '工作单位', '合作社', '机构', 'employer'],
  missing: 'not_found',
})

/** The columns of people. */
export const peopleFields = {
  name: fieldOf(
    {
      titles: { 'zh-CN': '姓名', en: 'Name' },
      words: ['名字', '人员姓名', '人员'],
      isRequired: true,
      example: { 'zh-CN': '王芳', en: 'Wang Fang' },
    },
    personName,
  ),
  phone: phoneOf(
    {
      titles: { 'zh-CN': '手机号', en: 'Mobile' },
      words: ['手机', '手机号码', '电话', '联系电话', '联系方式', 'phone', 'mobile phone'],
      example: { 'zh-CN': '13900000001', en: '13900000001' },
      note: {
        'zh-CN': '手机号和邮箱至少填一项。',
        en: 'A mobile number or an e-mail address is needed.',
      },
    },
    phone,
  ),
  email: fieldOf(
    {
      titles: { 'zh-CN': '邮箱', en: 'E-mail' },
      words: ['电子邮箱', '电子邮件', '邮件', 'email', 'e-mail address'],
      example: { 'zh-CN': '', en: '' },
      note: {
        'zh-CN': '可空；没有邮箱的人凭打印的一次性代码开通。',
        en: 'May be empty: whoever has none begins with a printed one-time code.',
      },
    },
    email,
  ),
  organisation,
  roles: choicesOf(
    {
      titles: { 'zh-CN': '角色', en: 'Roles' },
      words: ['岗位', '职责', '权限', 'role'],
      isRequired: true,
      example: { 'zh-CN': '采购员、验收员', en: 'Buyer, Receiver' },
      note: {
        'zh-CN': '写全这个人的所有角色；已是成员的，改为这里写的角色。',
        en: 'All roles of the person: a member who has others gets the ones written here.',
      },
    },
    {
      buyer: ['采购员', 'Buyer', '采购'],
      approver: ['审批人', 'Approver', '审批'],
      receiver: ['验收员', 'Receiver', '验收', '收货员', '库管', '库管员', '仓管', '仓管员'],
      finance: ['财务', 'Finance', '会计', '出纳'],
      unit_leader: ['单位负责人', 'Unit leader', '单位管理员'],
      cooperative_manager: ['合作社负责人', 'Cooperative manager', '理事长', '社长'],
      cooperative_packer: ['合作社发货员', 'Packer', '发货员', '打包员'],
      official: ['主管部门', 'Official', '主管人员'],
      group_coordinator: ['集团联络员', 'Group coordinator', '联络员'],
      platform_admin: ['平台管理员', 'Platform administrator'],
    },
  ),
}

export type PersonValues = ValuesOf<typeof peopleFields>
