/** Tells the server of a page that could not be drawn, so that whoever runs it learns of it. */
import Taro from '@tarojs/taro'
import { troubleOf } from '@smart-market/shared/trouble.ts'
import { client } from './request.ts'
import { isH5 } from './system.ts'

/** WeChat knows the version that was published; a browser's scripts are named after what is in them. */
const release = (): string => {
  if (isH5) return document.querySelector<HTMLScriptElement>('script[src*="app"]')?.src.split('/').at(-1) ?? ''
  const { version, envVersion } = Taro.getAccountInfoSync().miniProgram
  return `${envVersion} ${version}`
}

/** The page is broken as it is: that nobody could be told changes nothing for who looks at it. */
export const tellTrouble = async (page: string, cause: unknown): Promise<void> => {
  try {
    await client.tellTrouble({ body: { client: 'mini_program', page, release: release(), ...troubleOf(cause) } })
  } catch {
    return
  }
}
