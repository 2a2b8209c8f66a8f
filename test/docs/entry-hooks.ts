import { registerHooks } from "node:module";
import config from "../../tsconfig.json" with { type: "json" };

/** Lets a program anywhere import `payoutkit` from the sources, and what is installed here from its place. */
const rootUrl = new URL("../../", import.meta.url).href;
const entries = new Map(Object.entries(config.compilerOptions.paths));

registerHooks({
  resolve(specifier, context, nextResolve) {
    const [source] = entries.get(specifier) ?? [];
    if (source !== undefined) return nextResolve(new URL(source, rootUrl).href, context);
    const isForeign = context.parentURL?.startsWith(rootUrl) === false;
    const isBare = /^[@\w]/.test(specifier) && !/^(?:node|file):/.test(specifier);
    return nextResolve(specifier, isForeign && isBare ? { ...context, parentURL: rootUrl } : context);
  },
});
