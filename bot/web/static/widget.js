// One line embeds the chat: <script src="https://…/static/widget.js" defer></script> and <guideline-chat server>.
{
  const here = document.currentScript.src;
  import(new URL("chat.js", here)).catch(() => {
    for (const each of document.querySelectorAll("guideline-chat")) {
      each.textContent = `The guideline chat at ${new URL(here).origin} may not be used from ${location.origin}.`;
    }
  });
}
