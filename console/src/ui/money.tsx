import { formatFen } from '@smart-market/shared/money.ts'
import type { ReactNode } from 'react'
import { absent } from '../lib/format.ts'

/** Whole fen → yuan with its unit; null is a dash, never 0. */
export const Money = ({ fen }: { fen: number | null }): ReactNode =>
  fen === null ? <span className="quiet">{absent}</span> : <span className="number">{formatFen(fen)} 元</span>
