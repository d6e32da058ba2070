// The stall screen: shows what the ledger knows of the stall and, once paired, says every minute that it is on and
// which fields it really drew. Unpaired it only shows: an open browser tab must not earn points.
import { labels } from './labels.js'
import { readPairing } from './pairing.js'

const words = {
  name: '经营户',
  contact: '联系电话',
  scope: '经营范围',
  credit: '信用等级',
  licences: '证照',
  staffCertificates: '从业人员健康证',
}
const grades = { A: 'A 级 守信', B: 'B 级 良好', C: 'C 级 一般', D: 'D 级 失信' }

const screen = document.getElementById('screen')
const code = decodeURIComponent(location.pathname.split('/').at(-1))
const pairingKey = `smart-market-screen:${code}`

const element = (tag, className, ...children) => {
  const made = document.createElement(tag)
  if (className) made.className = className
  made.append(...children)
  return made
}

const pairing = readPairing(pairingKey)

const validity = (to, expired) =>
  expired
    ? element('span', 'bad', `已过期（${to}）`)
    : element('span', 'until', to === null ? '长期有效' : `有效期至 ${to}`)

const lineOf = {
  name: (stall) => stall.merchantName,
  contact: (stall) => stall.contactMasked,
  scope: (stall) => stall.goodsScope,
  credit: (stall) => element('span', 'grade', grades[stall.creditGrade]),
  licences: (stall) =>
    element(
      'ul',
      '',
      ...stall.licences.map((licence) =>
        element(
          'li',
          '',
          `${labels.licenceKind[licence.kind]} ${licence.number}　`,
          validity(licence.validTo, licence.expired),
        ),
      ),
    ),
  staffCertificates: (stall) =>
    stall.staff.length === 0
      ? '没有需要健康证的岗位'
      : element(
          'ul',
          '',
          ...stall.staff.map((member) =>
            element(
              'li',
              '',
              `${member.nameMasked}${member.duty ? `（${member.duty}）` : ''}　`,
              member.healthCertificateValidTo === null
                ? member.required
                  ? element('span', 'bad', '缺健康证')
                  : '不需要健康证'
                : validity(member.healthCertificateValidTo, member.expired),
            ),
          ),
        ),
}

const results = { negative: '阴性', positive: '阳性', invalid: '无效' }
/** The newest few: a screen has one look to give. */
const testLines = (tests) =>
  element(
    'ul',
    '',
    ...tests
      .slice(0, 3)
      .map((test) =>
        element(
          'li',
          '',
          `${test.businessDate.slice(5)} ${test.commodityName}　`,
          element('span', test.result === 'positive' ? 'bad' : 'until', `${test.item} ${results[test.result]}`),
        ),
      ),
  )

/** Draws the stall; returns the fields that are now on the screen. */
const draw = ({ stall, fields }) => {
  const shown = []
  const list = element('dl', '')
  for (const [field, label] of Object.entries(words)) {
    if (field === 'name' || !fields.includes(field)) continue
    list.append(element('dt', '', label), element('dd', '', lineOf[field](stall)))
    shown.push(field)
  }
  if (stall.quickTests.length > 0)
    list.append(element('dt', '', '快检'), element('dd', '', testLines(stall.quickTests)))
  const market = element('span', 'market', stall.marketName, ' ')
  if (stall.demo) market.append(element('span', 'demo', '演示数据'))
  screen.replaceChildren(
    element(
      'header',
      '',
      element('span', 'stall-code', stall.stallCode),
      element('h1', '', stall.merchantName ?? '空摊位'),
      market,
    ),
    list,
  )
  shown.push('stallCode')
  if (fields.includes('name')) shown.push('name')
  document.title = `${stall.stallCode} ${stall.merchantName ?? ''}`
  fit()
  document.getElementById('as-of').textContent =
    `更新于 ${new Date(stall.asOf).toLocaleString('zh-CN', { hour12: false })}`
  return shown
}

/** In hundredths of the screen's shorter side; small ones are for stalls with many papers. */
const sizes = [6, 5.5, 5, 4.5, 4, 3.5, 3]

/** The largest type at which all of it is on the screen: nobody scrolls a screen on a wall. */
const fit = () => {
  for (const size of sizes) {
    document.documentElement.style.setProperty('--size', String(size))
    if (document.documentElement.scrollHeight <= window.innerHeight) return
  }
}
window.addEventListener('resize', fit)

const pairingLine = document.getElementById('pairing')

/** The newest notice for stall screens, by its title; returns what is on the screen. */
const drawNotice = async () => {
  const market = code.slice(0, code.indexOf('-'))
  const response = await fetch(`/api/v1/public/markets/${encodeURIComponent(market)}/wall?place=stall_screens`, {
    credentials: 'omit',
  })
  const newest = response.ok ? (await response.json()).notices[0] : undefined
  const line = document.getElementById('notice')
  line.hidden = newest === undefined
  line.textContent = newest === undefined ? '' : `公示：${newest.title}`
  fit()
  return newest === undefined ? [] : [newest.noticeId]
}

const post = (path, body) =>
  fetch(`/api/v1/markets/${pairing.marketId}/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${pairing.key}` },
    body: JSON.stringify(body),
    credentials: 'omit',
  })

const sayAlive = async (shows, noticeIds) => {
  if (pairing === undefined) {
    pairingLine.textContent = '未配对：这块屏不计入亮屏'
    return
  }
  const { deviceCode } = pairing
  const response = await post('device-heartbeats', { heartbeats: [{ deviceCode, shows }] })
  pairingLine.textContent = response.ok ? '● 已联网' : '▲ 配对已失效，请在控制台重新配对'
  if (response.ok) await post('notice-showings', { deviceCode, place: 'stall_screens', noticeIds })
}

const refresh = async () => {
  let seconds = 60
  try {
    const response = await fetch(`/api/v1/public/screens/${encodeURIComponent(code)}`, { credentials: 'omit' })
    const view = await response.json()
    if (!response.ok) throw new Error(view.message)
    seconds = view.heartbeatSeconds
    await sayAlive(draw(view), await drawNotice())
  } catch (error) {
    // What is on the screen stays: yesterday's licence is better than a blank wall. The corner says it is old.
    pairingLine.textContent = '▲ 网络中断，正在重连'
    if (screen.childElementCount === 0) screen.replaceChildren(element('h1', '', error.message || '正在连接…'))
    seconds = 15
  }
  setTimeout(refresh, seconds * 1000)
}
await refresh()
