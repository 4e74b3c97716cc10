/** A key: where one logs in. */
export function LoginIcon() {
  return (
    <svg height="1em" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2" aria-hidden="true">
      <title>Log in</title>
      <circle cx="8" cy="15" r="5" />
      <path d="M12 11 L21 2 M17 6 L20 9" />
    </svg>
  )
}
