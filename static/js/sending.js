// Sends a form's data and tells how far it is. Not by fetch, which knows nothing of uploads.

export class NotArrived extends Error {}

// Resolves with {status, answer}; answer is null where the server did not speak JSON.
// Rejects with NotArrived where there was no answer at all.
export function send(address, data, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("Accept", "application/json");
    if (token()) {
      request.setRequestHeader("X-CSRFToken", token());
      data.delete("csrfmiddlewaretoken"); // else Django looks at this one only
    }
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    request.addEventListener("load", () => {
      resolve({ status: request.status, answer: parsed(request.responseText) });
    });
    request.addEventListener("error", () => reject(new NotArrived()));
    request.addEventListener("abort", () => reject(new NotArrived()));
    request.send(data);
  });
}

// The cookie, and not the form: signing in again in another tab gives a new one.
function token() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
