import { useEffect, useState } from 'react'

/** The value once it has stood still for a moment, so that a search does not ask the server at every keystroke. */
export const useSettled = <T>(value: T, restMs = 300): T => {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), restMs)
    return () => clearTimeout(timer)
  }, [value, restMs])
  return settled
}
