import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { App } from 'antd'
import { client } from './client.ts'
import { errorText } from './errors.ts'

/** Ends the session on the server, then forgets all that was read with it. */
export const useLogout = (): (() => Promise<void>) => {
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const { message } = App.useApp()
  return async () => {
    try {
      await client.logout()
      await navigate({ to: '/login', search: {} })
      queryClient.clear()
    } catch (error) {
      void message.error(errorText(error))
    }
  }
}
