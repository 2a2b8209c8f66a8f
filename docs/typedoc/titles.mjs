import { Converter } from "typedoc";

/**
 * Calls each guide on the site by its own heading, not by its file.
 *
 * @param {import("typedoc").Application} app
 */
export function load(app) {
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context, document) => {
    const [first] = document.content;
    const [, title] = /^# (.+)$/m.exec(first?.text ?? "") ?? [];
    if (title !== undefined) document.name = title.replaceAll("`", "");
  });
}
