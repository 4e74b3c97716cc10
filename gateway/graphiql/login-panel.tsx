import { type FormEvent, useState, useSyncExternalStore } from 'react'
import { currentSession, logIn, logOut, onSessionChange, switchCompany } from './session.ts'

/** Logs in once for all tabs: every request then carries the Authorization header, renewed before it ends. */
export function LoginPanel() {
  const session = useSyncExternalStore(onSessionChange, currentSession)
  const [fault, setFault] = useState<string>()
  const [busy, setBusy] = useState(false)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const companyCode = String(form.get('companyCode') ?? '').trim()
    setBusy(true)
    setFault(
      session
        ? await switchCompany(companyCode)
        : await logIn({
            username: String(form.get('username')),
            password: String(form.get('password')),
            ...(companyCode === '' ? {} : { companyCode }),
          }),
    )
    setBusy(false)
  }

  if (!session) {
    return (
      // Keys of their own: a form that took over the other's fields would show the password in one of them.
      <form key="log-in" className="login-panel" onSubmit={submit}>
        <strong>Log in 登录</strong>
        <label>
          Login name 登录名
          <input name="username" autoComplete="username" required />
        </label>
        <label>
          Password 密码
          <input name="password" type="password" autoComplete="current-password" required />
        </label>
        <label>
          Company code 公司代码
          <input name="companyCode" placeholder="only if you belong to several" />
        </label>
        <button type="submit" disabled={busy}>
          Log in 登录
        </button>
        {fault && <p className="fault">{fault}</p>}
      </form>
    )
  }
  return (
    <form key="session" className="login-panel" onSubmit={submit}>
      <dl>
        <dt>User 用户</dt>
        <dd>
          <strong>
            {session.user.displayName} ({session.user.username})
          </strong>
        </dd>
        <dt>Company 公司</dt>
        <dd>
          <strong>{session.company?.code ?? '–'}</strong>
        </dd>
        <dt>Permissions 权限</dt>
        <dd>{session.permissions.length}</dd>
      </dl>
      <p>Every tab sends your Authorization header. A header typed into a tab takes its place there.</p>
      <label>
        Switch company 切换公司
        <input name="companyCode" required />
      </label>
      <button type="submit" disabled={busy}>
        Switch 切换
      </button>
      <button type="button" onClick={() => logOut()}>
        Log out 退出
      </button>
      {fault && <p className="fault">{fault}</p>}
    </form>
  )
}
