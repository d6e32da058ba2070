/** Views of one page side by side. The row wraps on a phone: a view behind a "…" is a view that nobody finds. */
import { type KeyboardEvent, type ReactNode, useId } from 'react'

interface Tab {
  readonly key: string
  readonly label: string
  readonly children: ReactNode
}
interface Props {
  readonly label: string
  readonly tabs: readonly Tab[]
  readonly active: string
  readonly onChange: (key: string) => void
}

export const ViewTabs = ({ label, tabs, active, onChange }: Props): ReactNode => {
  const id = useId()
  const at = Math.max(
    0,
    tabs.findIndex((tab) => tab.key === active),
  )
  const move = (event: KeyboardEvent<HTMLElement>): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    const next = step === undefined ? undefined : tabs[(at + step + tabs.length) % tabs.length]
    if (next === undefined) return
    event.preventDefault()
    onChange(next.key)
    document.getElementById(`${id}-${next.key}`)?.focus()
  }
  return (
    <>
      <div className="view-tabs no-print" role="tablist" aria-label={label}>
        {tabs.map((tab, i) => (
          <button
            key={tab.key}
            id={`${id}-${tab.key}`}
            type="button"
            role="tab"
            aria-selected={i === at}
            aria-controls={`${id}-panel`}
            tabIndex={i === at ? 0 : -1}
            onClick={() => onChange(tab.key)}
            onKeyDown={move}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div id={`${id}-panel`} role="tabpanel" aria-labelledby={`${id}-${tabs[at]?.key ?? ''}`}>
        {tabs[at]?.children}
      </div>
    </>
  )
}
