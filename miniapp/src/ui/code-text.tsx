import { View } from '@tarojs/components'
import { Fragment } from 'react'
import { codeGroups } from './code-groups.ts'

/** Shorter ones are read out in one breath, and stay whole. */
const longCode = /([0-9A-Z]{8,})/

/**
 * Words with a code that people read out, type in or compare: it stands in groups of four, and breaks only between them.
 * The gaps are drawn, not written, so that what is copied is the bare code.
 */
export const CodeText = ({ text }: { text: string }) => (
  <>
    {text.split(longCode).map((part, at) =>
      longCode.test(part) ? (
        codeGroups(part).map((group, i) => (
          <View key={`${at}-${i}`} className="code-group">
            {group}
          </View>
        ))
      ) : (
        <Fragment key={at}>{part}</Fragment>
      ),
    )}
  </>
)
