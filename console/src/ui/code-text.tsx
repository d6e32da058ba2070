import { codeParts } from '@smart-market/shared/code-groups.ts'
import { Fragment, type ReactNode } from 'react'

/**
 * Words with a code that people read out, type in or compare, such as an order's number or a trace code: it stands in
 * groups of four as in the mini-program, and breaks only between them. The gaps are drawn, not written, so that what is
 * copied, searched for and read aloud is the bare code.
 */
export const CodeText = ({ text }: { text: string }): ReactNode =>
  codeParts(text).map((part, at) =>
    typeof part === 'string' ? (
      <Fragment key={at}>{part}</Fragment>
    ) : (
      part.map((group, i) => (
        <Fragment key={`${at}-${i}`}>
          {i > 0 && <wbr />}
          <span className="code-group">{group}</span>
        </Fragment>
      ))
    ),
  )
