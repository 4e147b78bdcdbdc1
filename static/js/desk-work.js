// Keeps what the worker is at up to date while it is at something; without JavaScript, each page says how it was.
const FIRST_PAUSE_S = 2;
const LONGEST_PAUSE_S = 30;

class DeskWork extends HTMLElement {
  connectedCallback() {
    this.pause = FIRST_PAUSE_S;
    this.wait();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  wait() {
    if (this.hasAttribute("data-busy")) this.timer = setTimeout(() => this.look(), this.pause * 1000);
  }

  async look() {
    const found = document.hidden ? null : await this.fetched();
    const isNews = found && found.textContent !== this.textContent;
    // What has not changed is left alone: nothing is read out again, and the site is asked less often.
    this.pause = isNews ? FIRST_PAUSE_S : Math.min(this.pause * 1.3, LONGEST_PAUSE_S);
    if (isNews) {
      this.replaceChildren(...found.childNodes);
      this.toggleAttribute("data-busy", found.hasAttribute("data-busy"));
    }
    this.wait();
  }

  async fetched() {
    try {
      const response = await fetch(this.dataset.from);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      return response.ok ? page.querySelector("desk-work") : null;
    } catch {
      return null; // the site is away for a moment
    }
  }
}

customElements.define("desk-work", DeskWork);
