// On the page of a photo: the arrow keys lead to its neighbours, Home and End to both ends.
class PhotoSteps extends HTMLElement {
  connectedCallback() {
    this.path = location.pathname;
    document.addEventListener("keydown", this);
    window.addEventListener("popstate", this);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this);
    window.removeEventListener("popstate", this);
  }

  handleEvent(event) {
    if (event.type === "keydown") this.follow(event);
    // This page was reloaded where a viewer had put its address: going back is to leave it.
    else if (location.pathname !== this.path) {
      history.scrollRestoration = "auto";
      location.reload();
    }
  }

  follow(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest("input, dialog, [popover]")) return;
    const article = this.querySelector("article");
    const address = {
      ArrowLeft: article.querySelector("a[rel=prev]")?.href,
      ArrowRight: article.querySelector("a[rel=next]")?.href,
      Home: article.dataset.first,
      End: article.dataset.last,
    }[event.key];
    if (!address) return;
    event.preventDefault();
    location.assign(address);
  }
}

customElements.define("photo-steps", PhotoSteps);
