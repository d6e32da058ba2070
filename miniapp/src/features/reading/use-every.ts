import { useEffect, useState } from 'react'
import { useHidden, useShown } from '../../platform/navigation.ts'

/** Calls again and again while the page is in sight and `on` holds, and at once when it comes into sight. */
export const useEvery = (everyMs: number, on: boolean, call: () => void): void => {
  const [seen, setSeen] = useState(true)
  useShown(() => {
    setSeen(true)
    call()
  })
  useHidden(() => setSeen(false))
  useEffect(() => {
    if (!on || !seen) return
    const timer = setInterval(call, everyMs)
    return () => clearInterval(timer)
  }, [everyMs, on, seen, call])
}
