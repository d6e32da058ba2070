// The market's guide on a touch screen, and on the phone that scanned its code: find a stall, see the way, take it along.
// At the kiosk it returns to start by itself and, once paired, says every minute that it is on; on a phone neither.
import { readPairing } from './pairing.js'

const returnAfterSeconds = 60
const warnSeconds = 10
const heartbeatMs = 60_000
const planRefreshMs = 300_000

const marketCode = decodeURIComponent(location.pathname.split('/')[2] ?? '')
const asked = new URLSearchParams(location.search)
const onPhone = asked.get('phone') === '1'
const pairingKey = `smart-market-kiosk:${marketCode}`
const api = `/api/v1/public/markets/${encodeURIComponent(marketCode)}`
const svgNamespace = 'http://www.w3.org/2000/svg'
const goods = ['蔬菜', '水果', '猪肉', '牛羊', '水产', '禽蛋', '豆制品', '熟食', '粮油']
const connectorNames = { stairs: '楼梯', escalator: '扶梯', elevator: '电梯', ramp: '坡道' }
const amenityNames = { toilets: '厕', restroom: '厕', atm: '取款', drinking_water: '饮水', drinkingfountain: '饮水' }

const $ = (id) => document.getElementById(id)
const element = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties)
  made.append(...children.filter((child) => child !== null))
  return made
}
const draw = (tag, attributes = {}, text) => {
  const made = document.createElementNS(svgNamespace, tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  if (text !== undefined) made.textContent = text
  return made
}
const button = (text, onclick, className = '') =>
  element('button', { type: 'button', textContent: text, onclick, className })

const pairing = onPhone ? undefined : readPairing(pairingKey)

/** Where the kiosk stands: a stall next to it, from its address; else the main entrance. */
const standsAt = asked.get('from') ?? asked.get('at')

const state = {
  plan: undefined,
  levelId: '',
  view: undefined,
  route: undefined,
  stops: [],
  typed: '',
  stepFree: asked.get('stepFree') === '1',
  lastTouch: performance.now(),
}

const request = async (path, body) => {
  let response
  try {
    response = await fetch(path, {
      credentials: 'omit',
      ...(body === undefined
        ? {}
        : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })
  } catch {
    throw new Error('网络中断，请稍后再试。')
  }
  const answer = await response.json()
  if (!response.ok) throw new Error(answer.message ?? '服务暂时没有回应，请稍后再试。')
  return answer
}

// ── map

const levelOf = (levelId) => state.plan.levels.find((level) => level.levelId === levelId)
const whole = (level) => level.viewBox.split(' ').map(Number)

/** Box of the route on a level with room around it; at least 24 m wide, so that neighbours are seen. */
const aroundRoute = (levelId) => {
  const points = state.route.legs.flatMap((leg) =>
    leg.lines.filter((line) => line.levelId === levelId).flatMap((line) => line.points),
  )
  if (points.length === 0) return undefined
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)]
  const [left, top] = [Math.min(...xs), Math.min(...ys)]
  const [width, height] = [Math.max(...xs) - left, Math.max(...ys) - top]
  const [w, h] = [Math.max(24, width * 1.3), Math.max(24, height * 1.3)]
  return [left + width / 2 - w / 2, top + height / 2 - h / 2, w, h]
}

const pixelsPerMetre = () => {
  const { clientWidth, clientHeight } = $('plan')
  return Math.min(clientWidth / state.view[2], clientHeight / state.view[3])
}

const showLevel = (levelId, view) => {
  state.levelId = levelId
  state.view = view ?? whole(levelOf(levelId))
  drawMap()
}

const drawMap = () => {
  const level = levelOf(state.levelId)
  const plan = $('plan')
  plan.setAttribute('viewBox', state.view.join(' '))
  const scale = pixelsPerMetre()
  const legible = (metres) => metres * scale >= 10
  const parts = []
  const add = (tag, attributes, text) => parts.push(draw(tag, attributes, text))
  for (const path of level.walkways) add('path', { class: 'walkways', d: path, 'fill-rule': 'evenodd' })
  for (const { path, width } of level.paths) add('path', { class: 'paths', d: path, 'stroke-width': width })
  for (const section of level.sections) add('path', { class: 'section', d: section.path })
  for (const path of level.solids) add('path', { class: 'solids', d: path, 'fill-rule': 'evenodd' })
  add('path', { class: 'walls', d: level.walls })
  const goals = new Set(state.stops)
  for (const place of level.places) {
    const goal = place.stallCode !== null && goals.has(place.stallCode)
    const shape = draw('path', {
      class: `place${place.stallCode === null ? '' : ' stall'}${goal ? ' goal' : ''}`,
      d: place.path,
    })
    if (place.stallCode !== null) shape.dataset.stall = place.stallCode
    parts.push(shape)
  }
  for (const door of level.doors) if (door.entrance) add('path', { class: 'door', d: door.path })
  drawRoute(parts, scale)
  for (const place of level.places) {
    const goal = place.stallCode !== null && goals.has(place.stallCode)
    const size = goal ? Math.max(place.labelSize, 13 / scale) : place.labelSize
    if (place.label !== null && (goal || legible(size)))
      add('text', { class: 'label', x: place.labelX, y: place.labelY, 'font-size': size }, place.label)
  }
  // Words beside the map's own labels: as large as on the page, for eyes at an arm's length.
  const small = (0.8 * parseFloat(getComputedStyle(document.body).fontSize)) / scale
  for (const section of level.sections)
    if (!legible(level.places[0]?.labelSize ?? 0))
      add('text', { class: 'section-name', x: section.x, y: section.y, 'font-size': 20 / scale }, section.name ?? '')
  for (const one of level.connectors)
    add('text', { class: 'marker', x: one.x, y: one.y, 'font-size': small }, one.name ?? connectorNames[one.kind])
  for (const one of level.amenities)
    if (amenityNames[one.category])
      add('text', { class: 'marker', x: one.x, y: one.y, 'font-size': small }, amenityNames[one.category])
  for (const door of level.doors)
    if (door.entrance)
      add('text', { class: 'marker', x: door.x, y: door.y + small * 1.3, 'font-size': small }, door.name ?? '入口')
  plan.replaceChildren(...parts)
  $('levels').replaceChildren(
    ...(state.plan.levels.length < 2
      ? []
      : [...state.plan.levels].reverse().map((one) => {
          const made = button(one.name, () => showLevel(one.levelId, state.route && aroundRoute(one.levelId)))
          made.setAttribute('aria-pressed', String(one.levelId === state.levelId))
          return made
        })),
  )
}

const drawRoute = (parts, scale) => {
  const width = Math.max(0.35, 7 / scale)
  const dot = (point) =>
    parts.push(
      draw('circle', { class: 'you', cx: point[0], cy: point[1], r: width * 1.3, 'stroke-width': width * 0.4 }),
    )
  if (state.route === undefined) {
    const { start } = state.plan
    if (start !== null && standsAt === null && start.levelId === state.levelId) dot([start.x, start.y])
    return
  }
  const lines = state.route.legs.flatMap((leg) => leg.lines)
  for (const className of ['route-casing', 'route'])
    for (const line of lines.filter((one) => one.levelId === state.levelId))
      parts.push(
        draw('path', { class: className, d: line.path, 'stroke-width': className === 'route' ? width : width * 1.8 }),
      )
  const first = lines[0]
  if (first?.levelId === state.levelId) dot(first.points[0])
}

const zoomBy = (factor) => {
  if (factor === 0) return showLevel(state.levelId)
  const [x, y, width, height] = state.view
  const most = whole(levelOf(state.levelId))[2] * 1.2
  const by = Math.min(Math.max(width * factor, 8), most) / width
  state.view = [x + (width * (1 - by)) / 2, y + (height * (1 - by)) / 2, width * by, height * by]
  drawMap()
}

/** Dragging moves the map; a touch that hardly moved chooses the stall under it. */
const watchMap = () => {
  const plan = $('plan')
  let held
  plan.addEventListener('pointerdown', (event) => {
    held = { x: event.clientX, y: event.clientY, view: state.view, moved: false, stall: event.target.dataset?.stall }
    plan.setPointerCapture(event.pointerId)
  })
  plan.addEventListener('pointermove', (event) => {
    if (held === undefined) return
    const [dx, dy] = [event.clientX - held.x, event.clientY - held.y]
    if (!held.moved && Math.hypot(dx, dy) < 12) return
    held.moved = true
    const scale = pixelsPerMetre()
    state.view = [held.view[0] - dx / scale, held.view[1] - dy / scale, held.view[2], held.view[3]]
    plan.setAttribute('viewBox', state.view.join(' '))
  })
  const release = () => {
    const done = held
    held = undefined
    if (done !== undefined && !done.moved && done.stall !== undefined) void goTo(done.stall)
  }
  plan.addEventListener('pointerup', release)
  plan.addEventListener('pointercancel', () => (held = undefined))
  for (const one of document.querySelectorAll('[data-zoom]'))
    one.addEventListener('click', () => zoomBy(Number(one.dataset.zoom)))
}

// ── panels

const panel = (...children) => $('panel').replaceChildren(...children)

const stepFreeButton = (after) => {
  const made = button('不走楼梯', () => {
    state.stepFree = !state.stepFree
    after()
  })
  made.setAttribute('aria-pressed', String(state.stepFree))
  return made
}

let searches = 0
const showSearch = () => {
  const field = element('input', {
    className: 'typed',
    type: 'search',
    value: state.typed,
    placeholder: '摊位号、店名或拼音首字母',
    autocomplete: 'off',
  })
  field.setAttribute('aria-label', '找摊位')
  const list = element('ul', { className: 'list' })
  const search = async () => {
    state.typed = field.value
    const mine = ++searches
    list.replaceChildren(element('li', { className: 'quiet', textContent: '正在查找…' }))
    try {
      const found = await request(`${api}/stalls?pageSize=50&q=${encodeURIComponent(state.typed)}`)
      if (mine !== searches) return
      const items = found.items.map((stall) =>
        element(
          'li',
          {},
          element(
            'button',
            { type: 'button', onclick: () => goTo(stall.stallCode) },
            element('span', { className: 'code', textContent: stall.stallCode }),
            element(
              'span',
              {},
              stall.merchantName ?? '空摊位',
              element('span', {
                className: 'quiet',
                textContent: stall.goodsScope === null ? '' : `　${stall.goodsScope}`,
              }),
            ),
            element('span', { textContent: '去这里 ›' }),
          ),
        ),
      )
      list.replaceChildren(
        ...(items.length === 0
          ? [
              element('li', {
                className: 'quiet',
                textContent: `没有找到「${state.typed}」，换个说法试试，例如摊位号 A-012 或店名的拼音首字母。`,
              }),
            ]
          : items),
      )
      if (found.total > found.items.length)
        list.append(
          element('li', {
            className: 'quiet',
            textContent: `共 ${found.total} 个，先列出 ${found.items.length} 个，请再输入几个字。`,
          }),
        )
    } catch (error) {
      if (mine === searches) list.replaceChildren(element('li', { className: 'trouble', textContent: error.message }))
    }
  }
  const type = (next) => {
    field.value = next
    void search()
  }
  field.addEventListener('input', search)
  const keys = element(
    'div',
    { className: 'keys' },
    ...[...'1234567890QWERTYUIOPASDFGHJKL-ZXCVBNM'].map((key) => button(key, () => type(field.value + key))),
    button('退格', () => type(field.value.slice(0, -1)), 'wide'),
    button('清空', () => type('')),
  )
  const going =
    state.stops.length === 0
      ? null
      : element('p', { className: 'quiet', textContent: `已选 ${state.stops.join('、')}，再选一个一起走` })
  panel(
    ...(going === null ? [] : [going]),
    element('div', { className: 'row' }, field, ...(state.stops.length > 0 ? [button('取消', home)] : [])),
    element(
      'div',
      { className: 'row' },
      ...goods.slice(0, innerWidth < 600 ? 4 : goods.length).map((word) => button(word, () => type(word))),
    ),
    keys,
    list,
  )
  void search()
}

const goTo = async (stallCode) => {
  if (!state.stops.includes(stallCode)) state.stops = [...state.stops, stallCode]
  await showRoute()
}

const showRoute = async () => {
  const again = () => void showRoute()
  panel(element('p', { className: 'quiet', textContent: '正在找路…' }))
  try {
    state.route = await request(`${api}/routes`, {
      from: standsAt === null ? null : { stallCode: standsAt },
      mode: state.stops.length > 1 ? 'tour' : 'one',
      stallCodes: state.stops,
      stepFree: state.stepFree,
    })
  } catch (error) {
    state.route = undefined
    drawMap()
    panel(
      element('p', { className: 'trouble', textContent: error.message }),
      element('div', { className: 'row' }, button('返回', home, 'primary'), stepFreeButton(again)),
    )
    return
  }
  const { legs, metres, minutes, unreachable } = state.route
  const steps = legs.flatMap((leg) => leg.steps)
  const query = new URLSearchParams({
    to: state.stops.join(','),
    ...(standsAt === null ? {} : { from: standsAt }),
    ...(state.stepFree ? { stepFree: '1' } : {}),
  })
  const code = onPhone
    ? null
    : element(
        'figure',
        {},
        element('img', {
          src: `/kiosk/${encodeURIComponent(marketCode)}/qr.svg?${query}`,
          alt: '扫码把路线带到手机上',
        }),
        '扫码带走',
      )
  panel(
    element(
      'div',
      { className: 'route-head' },
      element(
        'div',
        {},
        element('h2', { textContent: `去 ${legs.map((leg) => leg.stallCode).join(' → ')}` }),
        element('p', {
          className: 'quiet',
          textContent: `约 ${Math.round(metres)} 米，${minutes} 分钟${state.plan.schematic ? '（示意图，距离仅供参考）' : ''}`,
        }),
      ),
      code,
    ),
    ...(unreachable.length > 0
      ? [element('p', { className: 'trouble', textContent: `${unreachable.join('、')} 在图上没有路，请问服务台。` })]
      : []),
    element(
      'div',
      { className: 'row' },
      button('返回', home, 'primary'),
      button('再加一个摊位', () => {
        state.typed = ''
        showSearch()
      }),
      stepFreeButton(again),
    ),
    element(
      'ol',
      { className: 'list steps' },
      ...steps.map((step) => {
        const line = element('li', {}, element('span', { textContent: step.text }))
        line.addEventListener('click', () => showLevel(step.levelId, [step.x - 10, step.y - 10, 20, 20]))
        return line
      }),
    ),
  )
  const levelId = legs[0].lines[0].levelId
  showLevel(levelId, aroundRoute(levelId))
}

const home = () => {
  Object.assign(state, { route: undefined, stops: [], typed: '' })
  const { start } = state.plan
  showLevel(start?.levelId ?? state.plan.levels[0].levelId)
  showSearch()
}

// ── the kiosk’s own life

const say = (text) => ($('status').textContent = text)

const watchIdle = () => {
  for (const event of ['pointerdown', 'keydown', 'wheel'])
    addEventListener(event, () => (state.lastTouch = performance.now()), { passive: true })
  setInterval(() => {
    const left = Math.ceil(returnAfterSeconds - (performance.now() - state.lastTouch) / 1000)
    const away = state.route !== undefined || state.stops.length > 0 || state.typed !== ''
    if (!away) return
    if (left <= 0) {
      state.stepFree = false
      home()
      say('')
    } else say(left <= warnSeconds ? `${left} 秒后回到首页，点一下屏幕继续看` : '')
  }, 1000)
}

const shownNotices = new Set()

const sayAlive = async () => {
  const { deviceCode } = pairing
  const post = (path, body) =>
    fetch(`/api/v1/markets/${pairing.marketId}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${pairing.key}` },
      body: JSON.stringify(body),
      credentials: 'omit',
    })
  try {
    const response = await post('device-heartbeats', { heartbeats: [{ deviceCode }] })
    say(response.ok ? '● 已联网' : '▲ 配对已失效，请在控制台重新配对')
    if (shownNotices.size > 0)
      await post('notice-showings', { deviceCode, place: 'kiosk', noticeIds: [...shownNotices] })
    shownNotices.clear()
  } catch {
    say('▲ 网络中断，正在重连')
  }
  setTimeout(sayAlive, heartbeatMs)
}

const showPlan = (plan) => {
  state.plan = plan
  $('market').textContent = plan.marketName
  document.title = `${plan.marketName} 导购`
  $('badges').replaceChildren(
    ...[plan.schematic ? '示意图' : null, plan.demo ? '演示数据' : null]
      .filter(Boolean)
      .map((text) => element('span', { className: 'badge', textContent: text })),
  )
  $('credit').textContent = plan.attribution ?? ''
}

/** A new plan is taken up only at the start page: nobody's route changes under their eyes. */
const refreshPlan = async () => {
  try {
    const plan = await request(`${api}/plan`)
    if (plan.planId !== state.plan.planId && state.route === undefined) {
      showPlan(plan)
      home()
    }
  } catch {
    // The plan on the screen stays good; the next round asks again.
  }
}

/** 公示 and 投诉: what a kiosk offers besides the way. Notices on the screen are reported with the next heartbeat. */
const showNotices = async () => {
  try {
    const { notices } = await request(`${api}/wall?place=kiosk`)
    for (const notice of notices) shownNotices.add(notice.noticeId)
    panel(
      element('h2', { textContent: '公示' }),
      ...(notices.length === 0 ? [element('p', { textContent: '现在没有公示' })] : []),
      ...notices.map((notice) => button(notice.title, () => showNotice(notice))),
      button('返回', home),
    )
  } catch (error) {
    panel(element('p', { className: 'trouble', textContent: error.message }), button('返回', home))
  }
}
const showNotice = (notice) => {
  void request(`${api}/notices/${notice.noticeId}/reads`, { place: 'kiosk' }).catch(() => undefined)
  panel(
    element('h2', { textContent: notice.title }),
    element('p', { className: 'notice-text', textContent: notice.body }),
    button('返回', () => void showNotices()),
  )
}
const showDesk = () => {
  const complain = `/complain/${encodeURIComponent(marketCode)}?by=${onPhone ? 'qr' : 'kiosk'}`
  $('desk').replaceChildren(
    button('公示', () => void showNotices()),
    element('a', { href: complain, textContent: '投诉、举报' }),
  )
}

const begin = async () => {
  showDesk()
  try {
    showPlan(await request(`${api}/plan`))
  } catch (error) {
    $('market').textContent = '导购'
    panel(element('p', { className: 'trouble', textContent: error.message }))
    setTimeout(begin, 15_000)
    return
  }
  watchMap()
  addEventListener('resize', drawMap)
  home()
  const wanted = (asked.get('to') ?? '').split(',').filter(Boolean)
  if (wanted.length > 0) {
    state.stops = wanted
    await showRoute()
  }
  if (onPhone) return
  watchIdle()
  setInterval(refreshPlan, planRefreshMs)
  if (pairing !== undefined) await sayAlive()
}
await begin()
