// Complaints and reports without login: from a scanned code or at the kiosk. The two are kept apart, because the law does.
import { labels } from './labels.js'

const states = { ...labels.reportState, ...labels.complaintState }
const actions = { receive: '提交', escalate: '逾期转办', ...labels.reportAction, ...labels.complaintAction }
const parties = { complainant: '您', merchant: '经营户', operator: '市场', authority: '监管部门', system: '系统' }
const mostPhotos = 6
const longestSide = 1600
/** A kiosk goes back to its map by itself: the next person must not read the last one's words. */
const kioskReturnSeconds = 120

const marketCode = decodeURIComponent(location.pathname.split('/')[2] ?? '')
const asked = new URLSearchParams(location.search)
const channel = asked.get('by') === 'kiosk' ? 'kiosk' : 'qr'
const api = `/api/v1/public/markets/${encodeURIComponent(marketCode)}`
const main = document.getElementById('main')

const element = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties)
  made.append(...children.filter((child) => child !== null))
  return made
}
const button = (text, onclick, className = '') =>
  element('button', { type: 'button', textContent: text, onclick, className })

const request = async (path, init) => {
  let response
  try {
    response = await fetch(path, { credentials: 'omit', ...init })
  } catch {
    throw new Error('没有网络，请稍后再试。写好的内容还在。')
  }
  const data = await response.json()
  if (!response.ok) throw new Error(data.message ?? '没有成功，请再试一次。')
  return data
}
const post = (path, body) =>
  request(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

/** Smaller than the server's limit whatever the camera: at most 1,600 pixels, as JPEG. */
const shrink = async (file) => {
  const picture = await createImageBitmap(file)
  const scale = Math.min(1, longestSide / Math.max(picture.width, picture.height))
  const canvas = element('canvas', {
    width: Math.round(picture.width * scale),
    height: Math.round(picture.height * scale),
  })
  canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height)
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.85))
}

const choices = (legend, name, options, value) =>
  element(
    'fieldset',
    {},
    element('legend', { textContent: legend }),
    element(
      'div',
      { className: 'choices' },
      ...Object.entries(options).map(([key, label]) =>
        element(
          'label',
          {},
          element('input', { type: 'radio', name, value: key, checked: key === value, required: true }),
          element('span', { textContent: label }),
        ),
      ),
    ),
  )
const field = (label, input, hint) =>
  element(
    'label',
    {},
    element('span', { textContent: label }),
    input,
    hint === undefined ? null : element('div', { className: 'quiet', textContent: hint }),
  )

const showForm = () => {
  const photos = []
  const shown = element('div', { className: 'photos' })
  const problem = element('div', { className: 'error', role: 'alert', hidden: true })
  const wants = field('想要怎样解决（可以不填）', element('input', { type: 'text', name: 'wants', maxLength: 200 }))
  const kindHint = element('div', { className: 'quiet' })
  const picker = element('input', { type: 'file', accept: 'image/*', multiple: true, hidden: true })
  const send = element('button', { type: 'submit', className: 'main', textContent: '提交' })
  const form = element(
    'form',
    {},
    choices('要做什么', 'kind', { complaint: '投诉：我买东西吃了亏', report: '举报：我发现违法' }, 'complaint'),
    kindHint,
    choices('什么问题', 'category', labels.complaintCategory),
    field(
      '摊位号（知道就填）',
      element('input', { type: 'text', name: 'stallCode', maxLength: 32, value: asked.get('stall') ?? '' }),
    ),
    field(
      '经过',
      element('textarea', { name: 'description', rows: 5, maxLength: 2000, required: true }),
      '什么时候、买了什么、发生了什么',
    ),
    wants,
    element(
      'div',
      { className: 'stack' },
      shown,
      channel === 'kiosk' ? null : button('加照片', () => picker.click()),
      picker,
    ),
    field('怎么称呼（可以不填）', element('input', { type: 'text', name: 'contactName', maxLength: 30 })),
    field(
      '电话（可以不填）',
      element('input', { type: 'tel', name: 'phone', maxLength: 20, inputMode: 'tel' }),
      '加密保存；不填也能用查询码看结果',
    ),
    problem,
    send,
    button('我有查询码，看进展', showLookup),
  )
  const isReport = () => form.elements.kind.value === 'report'
  const turn = () => {
    wants.hidden = isReport()
    kindHint.textContent = isReport()
      ? '举报由市场和监管部门核查，经营户看不到；可以不留姓名和电话。'
      : '先由摊位答复，不满意由市场调解；期限会写在查询结果里。'
  }
  form.addEventListener('change', turn)
  turn()
  picker.addEventListener('change', async () => {
    for (const file of picker.files) {
      if (photos.length >= mostPhotos) break
      const blob = await shrink(file)
      const photo = { blob, photoId: null }
      photos.push(photo)
      const picture = element('img', { src: URL.createObjectURL(blob), alt: `照片 ${photos.length}` })
      shown.append(picture)
    }
    picker.value = ''
  })
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    send.disabled = true
    problem.hidden = true
    const text = (name) => form.elements[name].value.trim() || null
    try {
      for (const photo of photos) {
        if (photo.photoId !== null) continue
        const made = await request(`${api}/complaint-photos`, {
          method: 'POST',
          headers: { 'content-type': 'application/octet-stream', 'x-file-name': 'photo.jpg' },
          body: photo.blob,
        })
        photo.photoId = made.photoId
      }
      const body = {
        channel,
        category: form.elements.category.value,
        description: text('description'),
        contactName: text('contactName'),
        phone: text('phone'),
        stallCode: text('stallCode'),
        photoIds: photos.map((photo) => photo.photoId),
        ...(isReport() ? {} : { wants: text('wants') }),
      }
      showReceipt(await post(`${api}/${isReport() ? 'violation-reports' : 'complaints'}`, body), isReport())
    } catch (error) {
      problem.textContent = error.message
      problem.hidden = false
      problem.scrollIntoView({ block: 'center' })
    }
    send.disabled = false
  })
  main.replaceChildren(form)
}

const clockList = (list) =>
  element(
    'ol',
    {},
    ...list.map((clock) =>
      element('li', {
        textContent: `${labels.clock[clock.clockId]}：${clock.doneAt === null ? `最晚 ${clock.dueOn}${clock.overdue ? '（已逾期）' : ''}` : '已办'}`,
      }),
    ),
  )

/** In fours, as it is read out; the gaps are drawn, so that what is copied is the bare code. */
const codeGroups = (code) =>
  (code.match(/^[^-]*-|.{1,4}/g) ?? []).map((group) =>
    element('span', { className: 'code__group', textContent: group }),
  )

const showReceipt = (receipt, isReport) => {
  main.replaceChildren(
    element(
      'div',
      { className: 'stack' },
      element('h2', { textContent: isReport ? '举报已收到' : '投诉已收到' }),
      element('div', { textContent: '请记下或拍下查询码，凭它看进展。只显示这一次。' }),
      element('div', { className: 'code' }, ...codeGroups(receipt.code)),
      clockList(receipt.clocks),
      element(
        'div',
        { className: 'row' },
        button('看进展', () => void lookUp(receipt.code), 'main'),
        channel === 'kiosk' ? button('回到地图', leave) : button('再写一条', showForm),
      ),
    ),
  )
}

const showLookup = () => {
  const code = element('input', { type: 'text', name: 'code', maxLength: 40, required: true, autocomplete: 'off' })
  const problem = element('div', { className: 'error', role: 'alert', hidden: true })
  const form = element(
    'form',
    {},
    field('查询码', code, '例如 ABC-7K2M9P4QXZ3D'),
    problem,
    element('button', { type: 'submit', className: 'main', textContent: '看进展' }),
    button('返回', showForm),
  )
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void lookUp(code.value.trim(), (message) => {
      problem.textContent = message
      problem.hidden = false
    })
  })
  main.replaceChildren(form)
  code.focus()
}

const lookUp = async (code, onProblem = () => undefined) => {
  const of = (kind) => request(`/api/v1/public/${kind}/${encodeURIComponent(code)}`)
  try {
    // One box for both: whoever has a code need not know which of the two it was.
    showCase(code, await of('complaints').catch(() => of('violation-reports')))
  } catch (error) {
    onProblem(error.message)
  }
}

const showCase = (code, found) => {
  const isOpen = ['received', 'accepted', 'mediating'].includes(found.state) && found.moves !== undefined
  // Nobody agrees to an answer that has not been given.
  const isAnswered = found.moves?.some((move) => move.action === 'answer') === true
  const note = element('textarea', { rows: 3, maxLength: 1000 })
  const problem = element('div', { className: 'error', role: 'alert', hidden: true })
  const act = (action) => async () => {
    try {
      const path = `/api/v1/public/complaints/${encodeURIComponent(code)}/moves`
      showCase(code, await post(path, { action, note: note.value.trim() || null }))
    } catch (error) {
      problem.textContent = error.message
      problem.hidden = false
    }
  }
  main.replaceChildren(
    element(
      'div',
      { className: 'stack' },
      element('h2', { textContent: states[found.state] ?? found.state }),
      found.outcome ? element('div', { textContent: `结果：${found.outcome}` }) : null,
      found.clocks.length === 0 ? null : element('div', { className: 'quiet', textContent: '办理期限' }),
      clockList(found.clocks),
      found.moves === undefined ? null : element('div', { className: 'quiet', textContent: '办理经过' }),
      found.moves === undefined
        ? null
        : element(
            'ol',
            {},
            ...found.moves.map((move) =>
              element('li', {
                textContent: `${new Date(move.at).toLocaleString('zh-CN', { hour12: false, timeZone: 'Asia/Shanghai' }).slice(0, -3)} ${parties[move.by]}：${actions[move.action] ?? move.action}${move.note === null ? '' : `。${move.note}`}`,
              }),
            ),
          ),
      isOpen ? field('要补充或说明的', note) : null,
      problem,
      isOpen
        ? element(
            'div',
            { className: 'row' },
            button('补充', act('add')),
            isAnswered ? button('同意答复，了结', act('agree'), 'main') : null,
            button('撤回', act('withdraw')),
          )
        : null,
      button('返回', channel === 'kiosk' ? leave : showForm),
    ),
  )
}

const leave = () => {
  location.href = `/kiosk/${encodeURIComponent(marketCode)}`
}

const nameMarket = async () => {
  const market = await request(api)
  document.getElementById('market').textContent = market.demo ? `${market.name}（演示数据）` : market.name
}

if (channel === 'kiosk') {
  let touched = performance.now()
  for (const kind of ['pointerdown', 'keydown']) addEventListener(kind, () => (touched = performance.now()))
  setInterval(() => {
    if (performance.now() - touched > kioskReturnSeconds * 1000) leave()
  }, 5_000)
}
showForm()
await nameMarket().catch((error) => {
  main.replaceChildren(element('div', { className: 'error', role: 'alert', textContent: error.message }))
})
