import { useEffect, useRef, useState } from 'react'

/** The width that a drawing has, in pixels, and the element that has it. */
export const useWidth = (): [number, React.RefObject<HTMLDivElement | null>] => {
  const frame = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(640)
  useEffect(() => {
    const element = frame.current
    if (!element) return
    const observer = new ResizeObserver(([entry]) => setWidth(Math.max(240, entry?.contentRect.width ?? 640)))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [width, frame]
}
