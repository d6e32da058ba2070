import { createContext, useContext, useMemo, useState, type PropsWithChildren } from 'react'
import { readStored, writeStored } from '../platform/storage.ts'
import { prefersLargeType } from '../platform/system.ts'

interface TypeSize {
  readonly large: boolean
  readonly setLarge: (large: boolean) => void
}

const storageKey = 'type-size'
const TypeSizeContext = createContext<TypeSize>({ large: false, setLarge: () => undefined })

const initial = (): boolean => {
  const stored = readStored(storageKey)
  return stored === null ? prefersLargeType() : stored === 'large'
}

/** Large-type mode for every page; remembered on the phone, and on from the start for those who enlarged WeChat. */
export const TypeSizeProvider = ({ children }: PropsWithChildren) => {
  const [large, setState] = useState(initial)
  const value = useMemo<TypeSize>(
    () => ({
      large,
      setLarge: (next) => {
        writeStored(storageKey, next ? 'large' : 'normal')
        setState(next)
      },
    }),
    [large],
  )
  return <TypeSizeContext.Provider value={value}>{children}</TypeSizeContext.Provider>
}

export const useTypeSize = (): TypeSize => useContext(TypeSizeContext)
