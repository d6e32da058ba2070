import { type ReactNode, useEffect, useRef } from 'react'
import { productName } from '../text.ts'

/**
 * The heading of a page. What it says becomes the name of the browser's tab and of the entry in its history, so that
 * several pages that are open side by side can be told apart.
 */
export const PageTitle = ({ children, className }: { children: ReactNode; className?: string }): ReactNode => {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${heading.current?.textContent ?? ''} · ${productName}`
  })
  useEffect(() => () => void (document.title = productName), [])
  return (
    <h1 ref={heading} className={className}>
      {children}
    </h1>
  )
}
