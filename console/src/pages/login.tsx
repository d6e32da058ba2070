import { useNavigate, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { LoginForm } from '../features/session/login-form.tsx'
import { afterLogin } from '../features/session/model.ts'
import { parseSearch, type SearchValues } from '../lib/search-params.ts'

const LoginPage = (): ReactNode => {
  const { from } = useSearch({ strict: false }) as SearchValues
  const navigate = useNavigate()
  const go = (): void => {
    const [to, query] = afterLogin(from).split('?')
    void navigate({ to: to ?? '/', search: parseSearch(query ?? ''), replace: true })
  }
  return <LoginForm onDone={go} />
}
export default LoginPage
