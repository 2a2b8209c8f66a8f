// Ends `npm run docs`: fails if a link of the site leads nowhere.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { deadLinks } from "./dead-links.ts";

const site = join(fileURLToPath(new URL("../..", import.meta.url)), "docs/site");
const dead = deadLinks(site);
for (const link of dead) console.error(`dead link: ${link}`);
if (dead.length === 0) console.log(`The site is in ${site}; open index.html.`);
process.exitCode = dead.length === 0 ? 0 : 1;
