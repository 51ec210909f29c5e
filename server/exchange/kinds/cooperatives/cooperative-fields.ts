import { isFoodLicence } from '../../../../shared/food-licence.ts'
import { applicationBody } from '../../../../shared/organisations/organisations.schemas.ts'
import { code } from '../../../../shared/text.ts'
import { choiceOf, dayField, endField, fieldOf, phoneOf, placeOf } from '../fields.ts'
import type { ValuesOf } from '../kind.ts'

const { shape } = applicationBody
const licenceNumber = code(40, 6).toUpperCase()
const no = { 'zh-CN': '', en: '' }

/** The columns of cooperatives. */
export const cooperativeFields = {
  name: fieldOf(
    {
      titles: { 'zh-CN': '合作社名称', en: 'Cooperative' },
      words: ['名称', '合作社', '企业名称', '主体名称', '供货单位', '供应商', 'name', 'seller'],
      isRequired: true,
      example: { 'zh-CN': '示例种植专业合作社', en: 'Example Growers’ Cooperative' },
    },
    shape.name,
  ),
  creditCode: fieldOf(
    {
      titles: { 'zh-CN': '统一社会信用代码', en: 'Credit code' },
      words: ['信用代码', '社会信用代码', '机构代码'],
      isRequired: true,
      example: { 'zh-CN': '93500237MA0000000X', en: '93500237MA0000000X' },
      note: { 'zh-CN': '单元格请设为文本。', en: 'In a cell of text.' },
    },
    shape.creditCode,
  ),
  cooperativeType: choiceOf(
    {
      titles: { 'zh-CN': '类型', en: 'Type' },
      words: ['主体类型', '经营主体类型', '主体类别', '类别', '性质', 'kind'],
      isRequired: false,
      example: { 'zh-CN': '农民专业合作社', en: 'Farmers’ cooperative' },
      note: {
        'zh-CN': '可不填，如果名称里写明了合作社、家庭农场或集体经济组织。',
        en: 'May be empty where the name says cooperative, family farm or village collective.',
      },
    },
    {
      cooperative: ['农民专业合作社', 'Farmers’ cooperative', '合作社', '专业合作社', '联合社'],
      village_company: ['村集体公司', 'Village company', '村集体经济组织', '集体公司'],
      family_farm: ['家庭农场', 'Family farm', '农场'],
      processor: ['加工企业', 'Processor', '企业', '龙头企业'],
    },
  ),
  legalRepresentative: fieldOf(
    {
      titles: { 'zh-CN': '法定代表人', en: 'Legal representative' },
      words: ['法人', '法人代表', '负责人', '理事长'],
      isRequired: true,
      example: { 'zh-CN': '毛建国', en: 'Mao Jianguo' },
    },
    shape.legalRepresentative,
  ),
  village: placeOf(
    {
      titles: { 'zh-CN': '所在村', en: 'Village' },
      words: ['村', '所在地', '所属村', '行政村', '注册地', '村代码', '产地村'],
      isRequired: true,
      example: { 'zh-CN': '巫山县竹贤乡下庄村', en: '500237222213' },
      note: {
        'zh-CN': '村名（最好带乡镇）或 12 位代码；同名时会列出全路径请您选择。',
        en: 'Its name, best with the township, or its code; of several namesakes you choose.',
      },
    },
    5,
  ),
  address: fieldOf(
    {
      titles: { 'zh-CN': '地址', en: 'Address' },
      words: ['详细地址', '注册地址', '通讯地址', '住所'],
      isRequired: true,
      example: { 'zh-CN': '下庄村 1 组', en: 'Group 1' },
    },
    shape.address,
  ),
  contactName: fieldOf(
    {
      titles: { 'zh-CN': '联系人', en: 'Contact' },
      words: ['联络人', '经办人', 'contact person', 'contact name'],
      isRequired: true,
      example: { 'zh-CN': '毛建国', en: 'Mao Jianguo' },
    },
    shape.contactName,
  ),
  contactPhone: phoneOf(
    {
      titles: { 'zh-CN': '联系电话', en: 'Phone' },
      words: ['电话', '手机', '手机号', '联系方式', 'contact phone', 'telephone'],
      isRequired: true,
      example: { 'zh-CN': '13900000001', en: '13900000001' },
    },
    shape.contactPhone,
  ),
  contactEmail: fieldOf(
    {
      titles: { 'zh-CN': '邮箱', en: 'E-mail' },
      words: ['电子邮箱', '电子邮件', 'email'],
      example: no,
    },
    shape.contactEmail.unwrap(),
  ),
  bankName: fieldOf(
    {
      titles: { 'zh-CN': '开户行', en: 'Bank' },
      words: ['开户银行', '银行', '开户行名称'],
      example: { 'zh-CN': '农村商业银行', en: 'Rural Commercial Bank' },
    },
    shape.bankName,
  ),
  bankAccount: fieldOf(
    {
      titles: { 'zh-CN': '银行账号', en: 'Bank account' },
      words: ['账号', '银行账户', '账户', '卡号', 'account'],
      example: no,
      note: {
        'zh-CN': '单元格请设为文本；变成 6.2E+18 的数字已丢失末位，不会导入。',
        en: 'In a cell of text: a number such as 6.2E+18 has lost its last digits.',
      },
    },
    shape.bankAccount,
  ),
  licenceNumber: fieldOf(
    {
      titles: { 'zh-CN': '营业执照号', en: 'Business licence' },
      words: ['营业执照', '执照号', '营业执照编号', '注册号'],
      example: no,
      note: { 'zh-CN': '空着用统一社会信用代码。', en: 'Empty: the credit code.' },
    },
    licenceNumber,
  ),
  licenceFrom: dayField({
    titles: { 'zh-CN': '营业执照有效期起', en: 'Business licence from' },
    words: [
      ...['发照日期', '成立日期', '成立时间', '注册日期', '注册时间', '营业期限自', '执照有效期起'],
    ],
    isRequired: true,
    example: { 'zh-CN': '2020-01-01', en: '2020-01-01' },
  }),
  licenceTo: endField({
    titles: { 'zh-CN': '营业执照有效期止', en: 'Business licence to' },
    words: [
      ...['营业期限至', '执照有效期止', '执照到期', '执照到期日', '执照有效期至'],
      ...['营业执照有效期至', '营业执照到期', '营业执照到期日', '营业执照有效期'],
    ],
    example: no,
    note: { 'zh-CN': '空着为长期。', en: 'Empty: without end.' },
  }),
  foodLicence: fieldOf(
    {
      titles: { 'zh-CN': '食品经营许可证号', en: 'Food trading licence' },
      words: ['食品经营许可证', '经营许可证', '食品许可证', '食品许可证号'],
      example: no,
    },
    licenceNumber,
  ),
  foodLicenceFrom: dayField({
    titles: { 'zh-CN': '食品经营许可证有效期起', en: 'Food trading licence from' },
    words: [
      ...['食品经营许可证起', '食品经营许可证发证日期', '食品许可证有效期起'],
      ...['食品许可证起', '食品许可证发证日期'],
    ],
    example: no,
  }),
  foodLicenceTo: endField({
    titles: { 'zh-CN': '食品经营许可证有效期止', en: 'Food trading licence to' },
    words: [
      ...[
        '食品经营许可证止',
        '食品经营许可证有效期至',
        '食品经营许可证到期',
        '食品经营许可证到期日',
        '食品许可证有效期止',
      ],
      ...['食品许可证止', '食品许可证有效期至', '食品许可证到期', '食品许可证到期日'],
    ],
    example: no,
  }),
  production: fieldOf(
    {
      titles: { 'zh-CN': '食品生产许可证号', en: 'Food production licence' },
      words: ['食品生产许可证', '食品生产许可证编号', '生产许可证', 'SC证号', 'SC编号', 'SC证'],
      example: no,
      note: { 'zh-CN': 'SC 加 14 位数字。', en: 'SC and 14 digits.' },
    },
    licenceNumber.refine(isFoodLicence, { params: { code: 'wrong_licence_number' } }),
  ),
  productionFrom: dayField({
    titles: { 'zh-CN': '食品生产许可证有效期起', en: 'Food production licence from' },
    words: [...['食品生产许可证起'], ...['食品生产许可证发证日期']],
    example: no,
  }),
  productionTo: endField({
    titles: { 'zh-CN': '食品生产许可证有效期止', en: 'Food production licence to' },
    words: [
      ...['食品生产许可证止', '食品生产许可证有效期至'],
      ...['食品生产许可证到期', '食品生产许可证到期日'],
    ],
    example: no,
  }),
}

export type CooperativeValues = ValuesOf<typeof cooperativeFields>
