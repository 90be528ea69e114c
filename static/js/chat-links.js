// Addresses in a text become links; the text itself becomes text nodes, never HTML.

const LINK = /https?:\/\/[^\s<>"']+/g;
const TRAILING = /[.,;:!?)\]}»”]+$/;
export const OUTSIDE = { target: "_blank", rel: "noopener noreferrer nofollow" };

export function withLinks(text) {
  const nodes = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(LINK)) {
    const address = found.replace(TRAILING, "");
    nodes.push(text.slice(end, index), linkTo(address));
    end = index + address.length;
  }
  return [...nodes, text.slice(end)];
}

function linkTo(address) {
  return Object.assign(document.createElement("a"), { href: address, textContent: address, dir: "ltr", ...OUTSIDE });
}
