// All that is kept, in the browser's own storage. One change at a time, so that two tabs cannot undo each other's.

// settings: {server, shop, site_id, api_key}; packed: the settings file as it was last taken over; sites: {origin: {auto}};
// orders: {id: {state, order, origin, at, tries, due, reason, message, number, track_url}};
// problem: why nothing can be sent at all, or ""; problem_message: what the server said about it.
const EMPTY = { settings: {}, packed: "", sites: {}, orders: {}, problem: "", problem_message: "" };
let last = Promise.resolve();

export async function readState() {
  return chrome.storage.local.get(EMPTY);
}

// `alter` changes the state it is given; what it returns is the answer. If it throws, nothing is kept.
export function changeState(alter) {
  const turn = last.then(async () => {
    const state = await readState();
    const answer = await alter(state);
    await chrome.storage.local.set(state);
    return answer;
  });
  last = turn.catch(() => {});
  return turn;
}
