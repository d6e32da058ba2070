/**
 * Every error that a client can see: status, whether trying again may help, and Chinese text that names the thing and
 * the next step. A code exists once and is never renamed; its text may change. `{name}` is filled from the details.
 */
export interface ErrorEntry {
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 422 | 423 | 429 | 500 | 503
  readonly retryable: boolean
  readonly message: string
}
const entry = (status: ErrorEntry['status'], message: string, retryable = false): ErrorEntry => ({
  status,
  retryable,
  message,
})

export const errorTable = {
  'request.bad_json': entry(400, '提交的内容不完整或格式不对，请刷新页面后重新提交。'),
  'request.invalid': entry(422, '有 {count} 处内容不符合要求：{first}。请改好后重新提交。'),
  'request.too_large': entry(413, '内容太大，最多 {limit}。请分几次提交。'),
  'request.unsupported_media_type': entry(415, '内容类型不对，应为 {expected}。'),
  'request.not_found': entry(404, '没有这个地址，请检查网址。'),
  'request.cross_site': entry(403, '这个请求来自别的网站，已拒绝。请从本系统页面操作。'),
  'server.unexpected': entry(
    500,
    '系统出了问题，已记录（编号 {requestId}）。请稍后再试，仍不行请把编号告诉管理人员。',
    true,
  ),
  'server.busy': entry(503, '系统正忙，请稍后再试。', true),
  'session.required': entry(401, '请先登录。'),
  'session.expired': entry(401, '登录已过期，请重新登录。'),
  'session.wrong_credentials': entry(401, '账号或密码不对，请重新输入。'),
  'session.throttled': entry(429, '密码输错次数太多，请 {minutes} 分钟后再试。', true),
  'key.invalid': entry(401, '接口密钥无效或已停用，请到「设置 → 接口密钥」重新生成。'),
  'access.denied': entry(403, '您的账号没有这项权限，请联系市场管理员。'),
  'user.login_name_taken': entry(409, '账号「{loginName}」已被使用，请换一个。'),
  'user.not_found': entry(404, '没有找到这个账号。'),
  'user.weak_password': entry(422, '密码至少 10 个字符，不能和账号相同。'),
  'user.wrong_password': entry(422, '原密码不对，请重新输入。'),
  'api_key.not_found': entry(404, '没有找到这个接口密钥。'),
  'market.not_found': entry(404, '没有找到这个市场。'),
  'market.code_taken': entry(409, '市场代码「{code}」已被使用，请换一个。'),
  'market.other_district': entry(403, '您只能登记本区（{districtCode}）的市场，请核对所属区代码。'),
  'zone.not_found': entry(404, '没有找到这个分区。'),
  'zone.code_taken': entry(409, '分区代码「{code}」已存在，请换一个。'),
  'zone.in_use': entry(409, '分区里还有 {count} 个摊位或设备，请先移走再停用。'),
  'stall.not_found': entry(404, '没有找到摊位「{code}」。'),
  'stall.code_taken': entry(409, '摊位号「{code}」已存在，请换一个。'),
  'merchant.not_found': entry(404, '没有找到这个经营户。'),
  'merchant.credit_code_taken': entry(409, '统一社会信用代码 {creditCode} 已登记在经营户「{name}」名下。'),
  'tenancy.not_found': entry(404, '没有找到这条入驻记录。'),
  'tenancy.overlap': entry(409, '摊位「{stallCode}」在 {from} 至 {to} 已由「{merchant}」入驻，日期不能重叠。'),
  'tenancy.dates': entry(422, '退出日期必须晚于入驻日期。'),
  'licence.not_found': entry(404, '没有找到这份证照。'),
  'licence.dates': entry(422, '证照的到期日期不能早于起始日期，请核对证照原件。'),
  'staff_member.not_found': entry(404, '没有找到这位从业人员。'),
  'health_certificate.not_found': entry(404, '没有找到这份健康证。'),
  'health_certificate.dates': entry(422, '健康证的到期日期不能早于起始日期，请核对证件原件。'),
  'file.unreadable': entry(422, '打不开文件「{fileName}」：{reason}。请另存为 .xlsx 或 .csv 后再试。'),
  'file.empty': entry(422, '文件「{fileName}」里没有数据。'),
  'file.too_many_rows': entry(422, '文件有 {rows} 行，一次最多 {limit} 行，请分成几个文件。'),
  'import.not_found': entry(404, '没有找到这次导入，可能已过期，请重新上传。'),
  'import.mapping_incomplete': entry(422, '还没有指定「{fields}」对应哪一列。'),
  'import.rows_bad': entry(422, '有 {count} 行有问题，按「全部正确才导入」没有写入任何内容。'),
  'import.already_finished': entry(409, '这次导入已经完成，如需再导入请重新上传文件。'),
  'device.not_found': entry(404, '没有找到设备「{code}」。'),
  'device.code_taken': entry(409, '设备编号「{code}」已存在，请换一个。'),
  'device.place_required': entry(422, '请选择设备所在的分区或摊位。'),
  'device.key_bound': entry(403, '这个密钥只属于设备「{own}」，不能替「{code}」上报。请给那台设备单独配对。'),
  'alarm_test.future': entry(422, '测试时间在将来，请填写已经做过的测试。'),
  'reading.face_refused': entry(
    422,
    '数据里含有人脸或身份字段「{field}」。本系统只接收人次，不接收人脸，请让设备厂家关闭该字段。',
  ),
  'sale.conflict': entry(409, '交易「{key}」已用同一编号提交过，但内容不同。请核对终端流水号。'),
  'sale.amount_mismatch': entry(
    422,
    '交易「{key}」的金额 {amount} 元不等于各明细之和 {sum} 元。请核对后整批重新提交。',
  ),
  'sale.time_invalid': entry(
    422,
    '交易「{key}」的时间 {soldAt} 不对：不能早于 2000 年，也不能晚于现在。请核对终端时钟。',
  ),
  'sale_source.not_found': entry(404, '没有找到交易来源「{source}」。'),
  'payment_channel.unavailable': entry(
    422,
    '「{channel}」现在不能用于收款：{reason}。请换一种付款方式，或请市场管理员到「交易 → 收款账户」检查。',
  ),
  'payment_account.not_found': entry(404, '没有找到这个收款账户。'),
  'payment_account.exists': entry(409, '摊位「{stallCode}」已有{channel}收款账户，请先停用原账户。'),
  'charge.not_found': entry(404, '没有找到这笔收款。'),
  'charge.exists': entry(409, '这笔订单已有一笔收款（{state}），请先完成或关闭它。'),
  'charge.state': entry(409, '这笔收款现在是「{state}」，不能这样操作。'),
  'charge.amount': entry(422, '收款金额应大于 0。'),
  'refund.not_found': entry(404, '没有找到这笔退款。'),
  'refund.not_paid': entry(409, '这笔收款还没有到账，不能退款。'),
  'refund.exceeds_payment': entry(409, '最多还能退 {left} 元，请改小退款金额。'),
  'refund.conflict': entry(409, '这笔退款已用同一编号申请过，但金额不同。请核对后重新申请。'),
  'refund.too_late': entry(409, '付款已超过 {days} 天，支付渠道不再受理退款。请与消费者当面处理。'),
  'refund.too_many': entry(409, '这笔付款已退过 {count} 次，支付渠道不再受理。请与消费者当面处理。'),
  'payment_callback.refused': entry(401, '支付通知没有通过验证。'),
  'quarantine.not_found': entry(404, '没有找到这条隔离记录。'),
  'quarantine.settled': entry(409, '这条隔离记录已经处理过。'),
  'difference.not_found': entry(404, '没有找到这条对账差异。'),
  'statement.not_ready': entry(409, '{businessDate} 的对账单还没有生成，渠道在次日 10 点以后提供。', true),
  'statement.unreadable': entry(422, '对账单打不开：{reason}。请联系技术人员。'),
  'stall_code.not_found': entry(404, '这个收款码不是本市场发放的，或已停用。请不要付款，向市场服务台核实。'),
  'notice.not_found': entry(404, '没有找到这条公示。'),
  'notice_topic.not_found': entry(404, '没有「{kind}」这一类公示。'),
  'notice.state': entry(409, '这条公示现在是「{state}」，不能这样操作。'),
  'foot_traffic.hour_invalid': entry(
    422,
    '第 {row} 条客流的时间 {hourAt} 不对：应是整点，不早于 2000 年，也不晚于现在。',
  ),
  'analysis.day_not_over': entry(422, '{businessDate} 还没有到，不能分析。请选今天或更早的日期。'),
  'platform_link.not_found': entry(404, '没有找到这个平台对接。'),
  'feed.ahead': entry(409, '确认到了第 {sequence} 条，但本市场只有 {last} 条。'),
  'rubric.not_found': entry(404, '没有找到评价细则「{rubricId}」。'),
  'rubric.no_points': entry(422, '「{title}」不设分值，没有分数可以存。'),
  'criterion.not_found': entry(404, '评价细则里没有「{leafId}」这一项。'),
  'judgement.out_of_range': entry(422, '这一项的分值应在 {min} 到 {max} 之间。'),
  'judgement.not_judged': entry(422, '「{leafId}」由系统按记录计算，不能人工打分。'),
  'snapshot.not_found': entry(404, '没有找到这次评价记录。'),
} as const satisfies Record<string, ErrorEntry>

export type ErrorCode = keyof typeof errorTable

/** The message of a code with its `{placeholders}` filled; an unknown placeholder stays visible. */
export const errorMessage = (code: ErrorCode, details: Readonly<Record<string, unknown>> = {}): string =>
  errorTable[code].message.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = details[name]
    return value === undefined ? whole : String(value)
  })
