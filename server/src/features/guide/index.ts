/**
 * What anyone may see of a market without login: home, stalls, notices, and the content of a stall screen. It owns no
 * tables and writes nothing; it hides all personal data beyond a masked phone and a surname.
 */
export { guideHandlers } from './routes.ts'
