/**
 * Decodes UTF-8 bytes piece by piece: the byte order mark is left out and every line ends with `\n`,
 * whatever it ended with.
 */
export async function* textChunks(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8");
  let heldBack = "";
  for await (const chunk of bytes) {
    const text = heldBack + decoder.decode(chunk, { stream: true });
    heldBack = text.endsWith("\r") ? "\r" : "";
    const complete = withLineFeeds(heldBack === "" ? text : text.slice(0, -1));
    if (complete !== "") yield complete;
  }
  const rest = withLineFeeds(heldBack + decoder.decode());
  if (rest !== "") yield rest;
}

function withLineFeeds(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}
