/**
 * Pages that could not be drawn, told by the page itself. Hides how a flood is slowed and what is taken out of the words.
 * Rules: one line in the log at level error and no table, since it is for whoever runs the server; nothing in it says
 * who saw the page.
 */
export { createTroubleHandlers } from './routes.ts'
