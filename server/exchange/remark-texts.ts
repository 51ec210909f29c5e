import type { FieldErrorCode } from '../../shared/errors.ts'
import type { RowRemark } from '../../shared/exchange/imports.schemas.ts'
import type { FileLanguage } from './ledger-columns.ts'

/** What is wrong with a row, in the words of the screens; a test compares the two. */
export function remarkText(
  { code, values = {}, options }: RowRemark,
  field: string,
  language: FileLanguage,
): string {
  const texts = remarkTexts[language]
  const text = (texts[code] ?? texts.wrong_format ?? code).replaceAll(
    /\{(\w+)\}/g,
    (_, name: string) => String(values[name] ?? ''),
  )
  const choices = options?.map(({ label }) => label).join(' / ') ?? ''
  return [field, text, choices].filter((part) => part !== '').join(language === 'en' ? ': ' : '：')
}

export const remarkTexts: Record<FileLanguage, Partial<Record<FieldErrorCode, string>>> = {
  'zh-CN': {
    required: '请填写',
    too_small: '不能小于 {minimum}',
    too_big: '不能大于 {maximum}',
    too_short: '太短，至少 {minimum} 个字',
    too_long: '太长，最多 {maximum} 个字',
    wrong_format: '格式有误',
    not_found: '找不到',
    forbidden_sign: '有不能使用的字符，请删掉后重新输入',
    wrong_credit_code: '统一社会信用代码有误，请对照证照核对',
    credit_code_taken: '这个统一社会信用代码已经登记过',
    name_taken: '本县已有同名的单位，请核对；确实不同的请用全称',
    ambiguous: '“{text}”可能指几个，请选择是哪一个',
    no_such_place: '找不到这个地方：{text}',
    no_such_village: '找不到这个村：{text}',
    not_a_day: '请写全年、月、日，如 2026-03-01',
    not_recorded: '没有登记过“{text}”，请核对全称；确实没有的请先登记，或把这一列选为不导入',
    not_one_of: '不认识“{text}”，可填：{options}',
    unit_missing: '没有写明是元还是万元',
    same_as_row: '与第 {row} 行重复',
    phone_of_row:
      '第 {row} 行也是这个手机号：一个手机号只属于一个人，凭一个账号可为几个单位办事；姓名不同的请核对',
    row_not_ready: '所依据的第 {row} 行有误或没有导入',
    identity_differs: '与已登记的“{stands}”不同；请在该单位页面提出更改，由另一人确认',
    parent_differs: '与已登记的主管单位不同；请在单位页面提出更改，由另一人确认',
    budget_is_theirs: '单位已登记，预算由单位自己改',
    change_waits: '任务有一项变更待确认，任务未改；确认、不同意或撤回后再改',
    email_or_phone: '邮箱和手机号至少填一项',
    own_role: '不能用表格更改自己的角色',
    last_of_its_role: '至少要保留一位负责人，请先指定另一位',
    name_differs: '这个手机号或邮箱是成员“{stands}”的，姓名不同，请核对',
    two_members: '手机号和邮箱分别是两位成员的，请核对',
    not_an_option: '请从给出的选项中选择',
    in_the_past: '不能早于今天',
    dates_out_of_order: '结束日期不能早于开始日期',
    wrong_licence_number: '食品生产许可证编号有误，请对照证书核对',
    day_out_of_range: '日期要在 1900 年到 2200 年之间',
    price_unit_missing: '没有写明是什么价：请在表头写明（元）或（元/箱）',
    price_per_weight: '这是按重量计的价，请换算成每件的价格',
    price_too_low: '每件 {weight} 公斤，合每斤只有 {price} 元，请核对价格和净重',
    pack_weight_unclear: '规格“{pack}”没有写明一个确切的净重，请填写每件的净重',
    pack_too_heavy: '每件 {weight} 公斤，请核对单位；确实这么重的，请在规格里也写明这个重量',
    weight_unit_missing: '没有写明是克、斤、公斤还是吨',
    shares_do_not_sum: '各份额合计须为 100%，现为 {sum}%',
    duplicate: '重复了',
    weight_below_pack:
      '这一批只有 {given} 克，还不够装一件（{pack} 克）；是不是想填 {given} 公斤或 {given} 斤？',
    harvested_long_ago: '采收或生产至今已 {days} 天，请核对日期',
    certificate_expired: '证书已于 {validTo} 到期，请换有效的证书',
    shares_missing: '没有写明各村的份额，如：下庄村60%、石沟村40%',
    listing_differs: '与已有的产品不同；请在该产品页面修改，修改后重新审核',
    row_differs: '与第 {row} 行不一致：同一产品的品类、产地，同一批次的产品、日期、证书应当相同',
    tiers_do_not_fit: '与这个规格的阶梯价不符，请在产品页面一并修改',
    pack_added: '产品已有，增加这种规格',
    was_before: '原为 {before}，改为 {after}',
    held_as_duplicate: '与已有的产品相似，暂缓并等待审核',
    listing_reviewed: '已审核过',
    lot_differs: '这个批次号已登记过，内容不同；已登记的批次不能由表格更改',
    part_of_lot: '与第 {row} 行合为一批：全批 {weight} 公斤，本行占 {share}%',
    not_a_side: '只能为自己的单位、集团或辖区办理',
    year_in_ledger: '该年起已有台账，期初数只填台账建立以前的年份；之后的逐笔登记',
    year_in_opening: '该村该年已有期初数，不能重复计入',
    another_county: '一张期初数表只填同一个县的村',
    proposal_decided: '对方已经答复',
    orders_placed_on_it: '已有 {orders} 张订单按这项结对下单（如 {number}），不能撤销',
    overlaps_pairing:
      '与已登记的结对（{from} 至 {to}）日期重叠或起止不同：继续结对的，从它结束的次日起另登一行；要提前结束的，先在“结对帮扶”页面办理',
    overlaps_running_pairing:
      '与已登记的结对（{from} 起，没有结束日期）日期重叠或起止不同：先在“结对帮扶”页面结束它，再从次日起登记下一段',
    pairing_awaited:
      '自 {from} 起的结对还待对方答复：答复或撤回之后，再提议其他起止日期或下一任第一书记',
    overlaps_row: '与第 {row} 行的起止日期重叠',
    begins_long_ago: '开始于 {years} 年前，请核对年份',
    one_first_secretary: '每行只填一位第一书记；先后任职的分行填写，各写起止日期',
    level_too_high: '请选到更具体的一级',
    overlapping_dates: '与已登记的起止日期重叠',
    has_people: '已有成员或待接受的邀请',
    has_units_below: '已有下级单位',
    in_use: '已被其他记录使用',
    in_the_future: '不能晚于今天',
    direction_missing: '看不出是收入还是支出',
    maybe_same_line: '与已有的“{line}”可能是同一笔，请选择',
    maybe_same_row: '与第 {row} 行可能是同一笔，请选择',
    no_order_to_bill: '没有合计正是这个金额、已验收未开票的订单：请核对，或到订单页面录入',
    seller_differs: '销售方不是本社，请核对是否选错了文件',
    sum_differs: '金额加税额是 {sum} 元，与价税合计不同',
    voided_there: '税务平台上已作废，这里仍然有效：请在发票页面作废，或核对清单',
    reversed_there: '税务平台上已红冲，这里还没有登记相应的红字发票：请在发票页面登记，或核对清单',
    partly_reversed_there: '税务平台上已部分红冲：录入后请在发票页面登记红字发票',
    credit_note_by_hand: '这是红字发票：请在它所冲的蓝字发票页面登记',
    changed_since: '导入后又改过',
  },
  en: {
    required: 'Please fill this in',
    too_small: 'Must not be below {minimum}',
    too_big: 'Must not be above {maximum}',
    too_short: 'Too short: at least {minimum} characters',
    too_long: 'Too long: at most {maximum} characters',
    wrong_format: 'Wrong format',
    not_found: 'Cannot be found',
    forbidden_sign: 'Contains a character that cannot be used; please remove it',
    wrong_credit_code:
      'This unified social credit code is wrong; please compare it with the certificate',
    credit_code_taken: 'This unified social credit code is registered already',
    name_taken: 'An organisation of this name exists in the county; check it, or use the full name',
    ambiguous: '“{text}” can mean several; please choose which',
    no_such_place: 'There is no such place: {text}',
    no_such_village: 'There is no such village: {text}',
    not_a_day: 'Write year, month and day, such as 2026-03-01',
    not_recorded:
      '“{text}” is not registered: check its full name, register it first, or leave the column out',
    not_one_of: '“{text}” is not known; it can be: {options}',
    unit_missing: 'It does not say whether this is yuan or 万元 (10,000 yuan)',
    same_as_row: 'The same as row {row}',
    phone_of_row:
      'Row {row} has this number too: a number belongs to one person, who may act for several ' +
      'organisations; where the names differ, please check them',
    row_not_ready: 'Row {row}, which this one needs, has faults or was not imported',
    identity_differs:
      'Registered as “{stands}”; a change is proposed on its page and confirmed by another',
    parent_differs: 'Another supervising unit is registered; a change is proposed on its page',
    budget_is_theirs: 'The unit is registered already: it changes its budget itself',
    change_waits:
      'A change of the target waits to be confirmed: the target stays until it is answered',
    email_or_phone: 'Enter an e-mail address or a phone number',
    own_role: 'One does not change one’s own roles by a sheet',
    last_of_its_role: 'Somebody must stay in charge; appoint another person first',
    name_differs:
      'This number or address is that of the member “{stands}”, whose name differs; please check',
    two_members: 'The number and the address belong to two members; please check',
    not_an_option: 'Please choose one of the options',
    in_the_past: 'Must not be before today',
    dates_out_of_order: 'The end must not be before the start',
    wrong_licence_number:
      'This food production licence number is wrong; please compare it with the certificate',
    day_out_of_range: 'The date must lie between 1900 and 2200',
    price_unit_missing:
      'It does not say what the price is for: write (yuan) or (yuan/box) in the head',
    price_per_weight: 'This is a price by weight; please convert it into the price of a pack',
    price_too_low:
      'At {weight} kg a pack this is only {price} yuan per jin; please check price and weight',
    pack_weight_unclear:
      '“{pack}” states no single exact net weight; please fill in the net weight of a pack',
    pack_too_heavy:
      '{weight} kg a pack: please check the unit; if it is right, write it into the pack too',
    weight_unit_missing: 'It does not say whether this is g, jin, kg or t',
    shares_do_not_sum: 'The shares must sum to 100%, they sum to {sum}%',
    duplicate: 'Entered twice',
    weight_below_pack:
      'Only {given} g, less than one pack ({pack} g); did you mean {given} kg or {given} jin?',
    harvested_long_ago: 'Harvested or made {days} days ago; please check the day',
    certificate_expired: 'The certificate expired on {validTo}; please give a valid one',
    shares_missing:
      'It does not say the share of each village, such as “Xiazhuang 60%, Shigou 40%”',
    listing_differs:
      'Differs from the listing that is there; change it on its page, where it is reviewed again',
    row_differs:
      'Differs from row {row}: one product has one category and origin; ' +
      'one lot one product, day and certificate',
    tiers_do_not_fit:
      'The quantity prices of this pack do not fit; change both on the product’s page',
    pack_added: 'The product is there: this pack is added',
    was_before: 'Was {before}, becomes {after}',
    held_as_duplicate: 'Looks like another listing: held for review',
    listing_reviewed: 'It has been reviewed',
    lot_differs:
      'A lot with this number is there and differs; a lot that is there does not change by a sheet',
    part_of_lot: 'One lot with row {row}: {weight} kg in all, this row {share}%',
    not_a_side: 'For one’s own unit, group or area only',
    year_in_ledger: 'The ledger has begun by then: enter later years line by line',
    year_in_opening: 'This village’s year is in opening figures already and would count twice',
    another_county: 'Opening figures are of the villages of one county',
    proposal_decided: 'The other side has answered',
    orders_placed_on_it:
      'Orders that were placed on it stand in the way: {orders}, such as {number}',
    overlaps_pairing:
      'The days meet or differ from those of the pairing from {from} to {to}: what follows ' +
      'it begins the day after; to end it earlier, use the page “Pairings”',
    overlaps_running_pairing:
      'The days meet or differ from those of the pairing since {from}, which has no end: end ' +
      'it on the page “Pairings”, then record what follows from the day after',
    pairing_awaited:
      'A pairing from {from} awaits the other side’s answer: other days, or the next first ' +
      'secretary, are proposed once it is answered or withdrawn',
    overlaps_row: 'These days overlap with those of row {row}',
    begins_long_ago: 'It began {years} years ago; please check the year',
    one_first_secretary:
      'One first secretary a row: of two in turn, each has a row with its own days',
    level_too_high: 'Please choose a more specific level',
    overlapping_dates: 'These days overlap with ones already recorded',
    has_people: 'It has members or open invitations',
    has_units_below: 'There are units below it',
    in_use: 'Other records use it',
    in_the_future: 'Must not be after today',
    direction_missing: 'It is not clear whether this was received or paid',
    maybe_same_line: 'May be the line that is there already, “{line}”: please choose',
    maybe_same_row: 'May be the same line as row {row}: please choose',
    no_order_to_bill:
      'No accepted orders come to exactly this sum: check it, or enter it on the order’s page',
    seller_differs: 'The seller is another; check whether this is the right file',
    sum_differs: 'Amount and tax make {sum} yuan, not the total',
    voided_there:
      'Void on the tax platform but valid here: please void it on its page, or check the list',
    reversed_there:
      'Reversed on the tax platform, but its credit note is not here: please enter it on the ' +
      'page of the invoice, or check the list',
    partly_reversed_there:
      'Partly reversed on the tax platform: please enter its credit note on its page afterwards',
    credit_note_by_hand:
      'This is a credit note: please enter it on the page of the invoice that it reverses',
    changed_since: 'It was changed since the import',
  },
}
