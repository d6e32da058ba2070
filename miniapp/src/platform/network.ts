import Taro from '@tarojs/taro'
import { useEffect } from 'react'

/** Calls back with true when the phone is connected again, with false when the connection is lost. */
export const useConnection = (turned: (connected: boolean) => void): void => {
  useEffect(() => {
    const heard = ({ isConnected }: { readonly isConnected: boolean }) => turned(isConnected)
    Taro.onNetworkStatusChange(heard)
    return () => Taro.offNetworkStatusChange(heard)
  }, [turned])
}
