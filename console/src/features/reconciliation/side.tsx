import type { ReactNode } from 'react'
import { sideLines } from './model.ts'

interface Props {
  readonly of: Readonly<Record<string, unknown>> | null
  /** A number that the row shows already. */
  readonly known?: string
}

/** What one side of a difference says. */
export const Side = ({ of, known }: Props): ReactNode => (
  <ul className="plain-list side">
    {sideLines(of, known).map((line) => (
      <li key={line}>{line}</li>
    ))}
  </ul>
)
