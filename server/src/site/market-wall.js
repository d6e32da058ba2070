// The wall: today's reference prices beside one notice at a time. Once paired it says every minute that it is on and
// which notices it had on the screen since; unpaired it only shows: an open browser tab must not count as a wall.
import { labels } from './labels.js'
import { readPairing } from './pairing.js'

const units = { per_500g: '元/500克', per_kg: '元/千克', per_piece: '元/件' }
/** A notice stands long enough to be read by somebody who comes in on its second half. */
const noticeSeconds = 20

const $ = (id) => document.getElementById(id)
const code = decodeURIComponent(location.pathname.split('/').at(-1))
const pairingKey = `smart-market-wall:${code}`

const element = (tag, className, ...children) => {
  const made = document.createElement(tag)
  if (className) made.className = className
  made.append(...children)
  return made
}

const pairing = readPairing(pairingKey)

const state = { notices: [], at: 0, shown: new Set() }
const timeOf = (instant) => new Date(instant).toLocaleString('zh-CN', { hour12: false, timeZone: 'Asia/Shanghai' })
const yuan = (fen) => (fen / 100).toFixed(2)

/** The largest type, in hundredths of the shorter side, at which the part does not overflow. */
const fit = (part, property, sizes) => {
  for (const size of sizes) {
    document.documentElement.style.setProperty(property, String(size))
    if (part.scrollHeight <= part.clientHeight + 1 && part.scrollWidth <= part.clientWidth + 1) return true
  }
  return false
}
/** So few stand in one column. */
const fewPrices = 9
const priceSizes = [5, 4.4, 3.8, 3.4, 3, 2.6, 2.3]
const noticeSizes = [5, 4.4, 3.8, 3.4, 3, 2.6]

/** Says whether all of them are on the wall. */
const drawPrices = ({ businessDate, source, items }) => {
  const part = $('prices')
  const heading = element('h2', '', '今日参考价 ')
  if (items.length === 0) {
    part.replaceChildren(heading, element('p', 'quiet', '今天还没有公布参考价'))
    return false
  }
  heading.append(element('small', '', `${businessDate} · 来源：${source}`))
  const rows = items.map(({ commodityName, priceFen, priceBasis }) =>
    element(
      'li',
      '',
      element('span', '', commodityName),
      element('b', '', yuan(priceFen), ' ', element('small', '', units[priceBasis])),
    ),
  )
  const list = element('ul', rows.length <= fewPrices ? 'few' : '')
  part.replaceChildren(heading, list)
  // What does not fit at the smallest type is left out and counted: nobody scrolls a wall.
  for (let count = rows.length; count > 0; count -= 2) {
    list.replaceChildren(...rows.slice(0, count))
    if (count < rows.length) list.append(element('li', 'quiet', `还有 ${rows.length - count} 种，请看小程序`))
    if (fit(part, '--prices', priceSizes)) return count === rows.length
  }
  return false
}

const drawNotice = () => {
  const part = $('notice')
  const notice = state.notices[state.at]
  if (notice === undefined) {
    part.replaceChildren(element('h2', '', '公示'), element('p', 'quiet', '没有要在大屏展示的公示'))
    return
  }
  state.shown.add(notice.noticeId)
  const body = element('div', 'body', notice.body)
  part.replaceChildren(
    element('h2', '', element('span', 'kind', labels.noticeKind[notice.kind] ?? ''), notice.title),
    body,
    element(
      'div',
      'place',
      `发布于 ${timeOf(notice.publishedAt).slice(0, -3)} · 第 ${state.at + 1} 条，共 ${state.notices.length} 条`,
    ),
  )
  if (!fit(body, '--notice', noticeSizes)) body.after(element('div', 'place', '全文请看小程序或服务台'))
}

const draw = (view) => {
  const heading = element('span', '', view.market.name, ' ')
  if (view.market.demo) heading.append(element('span', 'demo', '演示数据'))
  $('market').replaceChildren(heading)
  document.title = `${view.market.name} 大屏`
  const current = state.notices[state.at]?.noticeId
  // The prices have the other half of the wall; their notice is not read out a second time.
  const others = view.notices.filter((notice) => notice.kind !== 'price' || view.guidePrices.items.length === 0)
  const prices = view.notices.find((notice) => notice.kind === 'price')
  state.notices = others.length === 0 ? view.notices : others
  state.at = Math.max(
    0,
    state.notices.findIndex((notice) => notice.noticeId === current),
  )
  if (drawPrices(view.guidePrices) && prices !== undefined) state.shown.add(prices.noticeId)
  drawNotice()
  $('as-of').textContent = `更新于 ${timeOf(view.asOf)}${view.market.phone ? ` · 服务电话 ${view.market.phone}` : ''}`
}

const post = (path, body) =>
  fetch(`/api/v1/markets/${pairing.marketId}/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${pairing.key}` },
    body: JSON.stringify(body),
    credentials: 'omit',
  })

const report = async () => {
  if (pairing === undefined) {
    $('pairing').textContent = '未配对：这块屏不计入展示记录'
    return
  }
  const { deviceCode } = pairing
  const alive = await post('device-heartbeats', { heartbeats: [{ deviceCode }] })
  const noticeIds = [...state.shown]
  const shown = await post('notice-showings', { deviceCode, place: 'wall', noticeIds })
  if (shown.ok) state.shown = new Set([state.notices[state.at]?.noticeId].filter(Boolean))
  $('pairing').textContent = alive.ok ? '● 已联网' : '▲ 配对已失效，请在控制台重新配对'
}

const refresh = async () => {
  let seconds = 60
  try {
    const response = await fetch(`/api/v1/public/markets/${encodeURIComponent(code)}/wall`, { credentials: 'omit' })
    const view = await response.json()
    if (!response.ok) throw new Error(view.message)
    seconds = view.heartbeatSeconds
    draw(view)
    await report()
  } catch (error) {
    // What is on the wall stays; the corner says that it is old.
    $('pairing').textContent = '▲ 网络中断，正在重连'
    if (state.notices.length === 0 && error.message) $('market').textContent = error.message
    seconds = 15
  }
  setTimeout(refresh, seconds * 1000)
}

const tick = () => {
  $('clock').textContent = new Date().toLocaleString('zh-CN', {
    timeZone: 'Asia/Shanghai',
    month: 'long',
    day: 'numeric',
    weekday: 'long',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  })
}
tick()
setInterval(tick, 10_000)
setInterval(() => {
  if (state.notices.length < 2) return
  state.at = (state.at + 1) % state.notices.length
  drawNotice()
}, noticeSeconds * 1000)
window.addEventListener('resize', drawNotice)
await refresh()
