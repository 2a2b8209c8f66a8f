/**
 * A program for the page: the contrast of every text with what lies behind it, as WCAG counts it, and the least that
 * its size asks for.
 */
export const contrastsOfPage = `(() => {
  const parse = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  const luminance = ([red, green, blue]) => {
    const [r, g, b] = [red, green, blue].map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const behind = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    if (node.textContent.trim() === "" || element.closest("script, title") !== null) continue;
    const style = getComputedStyle(element);
    const colour = element.closest("svg") === null ? style.color : style.fill;
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    found.push({ text: node.textContent.trim().slice(0, 40), ratio: ratio(parse(colour), behind(element)), least: isLarge ? 3 : 4.5 });
  }
  for (const mark of document.querySelectorAll('svg [aria-label="bar"] rect, svg [aria-label="rect"] rect, svg [aria-label="bar"], svg [aria-label="rect"]')) {
    const fill = getComputedStyle(mark).fill;
    if (fill !== "none") found.push({ text: "a bar", ratio: ratio(parse(fill), behind(mark)), least: 3 });
  }
  return found;
})()`;
