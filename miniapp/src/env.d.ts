/// <reference types="@tarojs/taro" />

/** Set at build time: the server's origin for weapp, empty for H5, which shares the server's origin. */
declare const SERVER_URL: string

declare module '*.scss'

declare namespace NodeJS {
  interface ProcessEnv {
    TARO_ENV: 'weapp' | 'h5'
  }
}
