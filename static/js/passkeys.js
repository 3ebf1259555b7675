// Says in words why a passkey did not work; shows the button only where the browser knows passkeys.
const trouble = document.getElementById("passkey_trouble");
const button = document.getElementById("passkey_login");

if (button && window.PublicKeyCredential) {
  button.hidden = false;
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  if (!trouble) {
    return;
  }
  const name = event.detail.exception ? event.detail.exception.name : "";
  const byNumber = /^[0-9.[\]:]+$/.test(location.hostname);
  const words = name === "NotAllowedError" ? "cancelled" : name === "SecurityError" && byNumber ? "numbers" : "unknown";
  trouble.querySelector("p").textContent = trouble.dataset[words];
  trouble.hidden = false;
  trouble.focus();
});
