/**
 * The script of the summary's page, which draws its charts and sorts its tables. The build puts the bundled text of
 * `page/main.ts` in this module's place; run from the sources, the page has its numbers and tables alone.
 */
export const pageScript: string = "";
