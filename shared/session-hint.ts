/**
 * The cookie that says that this browser was given a session, and nothing about it: set, renewed
 * and cleared with the refresh cookie, which no script sees. Alone here, for it is read before the
 * program is loaded.
 */
export const sessionHint = 'cunji_session'
