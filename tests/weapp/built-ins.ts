/** WeChat's own components, as far as a page without a screen needs them: they hold children, and a field takes typing. */
import * as easel from 'glass-easel'
import type { Templates } from './compile.ts'

const plain = [
  'view', 'text', 'cover-view', 'scroll-view', 'block', 'form', 'label', 'page-meta', 'rich-text', 'icon', 'navigator',
  'swiper', 'swiper-item', 'picker', 'picker-view', 'picker-view-column', 'map', 'video', 'canvas', 'web-view', 'slider',
  'progress', 'root-portal', 'match-media', 'camera', 'button', 'image', 'switch', 'radio', 'checkbox', 'radio-group',
  'checkbox-group',
] // prettier-ignore
const fields = ['input', 'textarea']

/** A field's element in the page: `el` is where glass-easel puts it, `data` what the template gave. */
interface Field {
  readonly $$: HTMLElement
  readonly data: { readonly value?: unknown; readonly placeholder?: string }
}

/** Typing in the inner element becomes WeChat's `input` and `confirm` events. */
const attachField = (field: Field): void => {
  const inner = document.createElement('input')
  inner.placeholder = field.data.placeholder ?? ''
  inner.value = String(field.data.value ?? '')
  field.$$.appendChild(inner)
  const tell = (type: string) =>
    easel.triggerEvent(field as never, type, { value: inner.value }, { bubbles: false, composed: false })
  inner.addEventListener('input', (event) => {
    event.stopPropagation()
    tell('input')
  })
  inner.addEventListener('keydown', (event) => event.key === 'Enter' && tell('confirm'))
}

/** What the product puts into a field by itself. */
function showValue(this: unknown, value: unknown): void {
  const inner = (this as { readonly $$: HTMLElement | null }).$$?.querySelector('input')
  if (inner && inner.value !== String(value ?? '')) inner.value = String(value ?? '')
}

/** In the page, what WeChat would tell a button of its own; `detail` names the event and holds its detail. */
export const toldEvent = 'wechat-told'
const attachButton = (button: Pick<Field, '$$'>): void =>
  button.$$.addEventListener(toldEvent, (told) => {
    const { event, detail } = (told as CustomEvent<{ event: string; detail: object }>).detail
    easel.triggerEvent(button as never, event, detail, { bubbles: false, composed: false })
  })

/** Defines them all in a space; the answer maps each tag to its definition. */
export const defineBuiltIns = (
  space: easel.ComponentSpace,
  slot: Templates,
): ReadonlyMap<string, easel.GeneralComponentDefinition> => {
  const template = { groupList: slot, content: slot[''] } as never
  const any = (value: unknown) => ({ type: null, value })
  const define = (tag: string) => {
    const isField = fields.includes(tag)
    const definition = space
      .define(tag)
      .template(template)
      .definition({
        properties: isField ? { value: any(''), placeholder: any('') } : {},
        observers: isField ? { value: showValue } : {},
        lifetimes: {
          attached() {
            if (isField) attachField(this as unknown as Field)
            if (tag === 'button') attachButton(this as unknown as Field)
          },
        },
      })
      .registerComponent()
    return [tag, definition as unknown as easel.GeneralComponentDefinition] as const
  }
  return new Map([...plain, ...fields].map(define))
}
