// An element that keeps itself up to date while data-changing stands on it: it fetches its own page and takes its
// children from there. Without JavaScript there is a link “Look again” in it.
const FIRST_PAUSE_S = 1.5;
const LONGEST_PAUSE_S = 30;

export class LookAgain extends HTMLElement {
  connectedCallback() {
    this.shown = this.innerHTML;
    this.pause = FIRST_PAUSE_S;
    this.wait();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  wait() {
    if (!this.hasAttribute("data-changing")) return;
    this.timer = setTimeout(() => this.look(), this.pause * 1000);
    this.pause = Math.min(this.pause * 1.3, this.longestPause);
  }

  get longestPause() {
    return LONGEST_PAUSE_S;
  }

  async look() {
    const found = await this.fetched();
    // What has not changed is left alone: the focus stays, and nothing is read out again.
    if (found && found.innerHTML !== this.shown) {
      this.shown = found.innerHTML;
      this.replaceChildren(...found.childNodes);
      this.toggleAttribute("data-changing", found.hasAttribute("data-changing"));
    }
    this.wait();
  }

  async fetched() {
    try {
      const response = await fetch(location.href);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      return response.ok ? page.querySelector(this.id ? `#${this.id}` : this.localName) : null;
    } catch {
      return null; // the site is away for a moment
    }
  }
}
